SELECT v.plan AS name, v.kind, v.state, v.destination, v.proposed_by, v.reason, v.approved_by, v.authority, v.receiver,
       v.receipt_no, v.received_on, v.receipt_recorded_by, v.method, v.certificate, v.witness, v.disposed_on,
       v.withheld, v.set_aside, v.images, v.next_step
FROM lookalike_detail.quarantine_plan v
WHERE v.plan_id = %(plan_id)s
