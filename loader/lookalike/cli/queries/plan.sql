SELECT plan AS name, kind, state, destination, proposed_by, reason, approved_by, authority, receiver, receipt_no, received_on,
       receipt_recorded_by, method, certificate, witness, disposed_on
FROM lookalike.quarantine_plan WHERE plan_id = %(plan_id)s
