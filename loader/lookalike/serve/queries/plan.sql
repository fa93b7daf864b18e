SELECT plan_id, plan, kind, state, reason, destination, proposed_by, proposed_at, approved_by, approved_at, images, bytes,
       withheld, set_aside, no_longer_there, authority, receiver, jurisdiction, receipt_no, received_on, method, certificate,
       witness, disposed_on, put_back, next_step
FROM lookalike_detail.quarantine_plan WHERE plan_id = %(plan_id)s
