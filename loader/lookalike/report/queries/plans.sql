-- Plans, the latest first.
SELECT plan_id, plan, kind, state, images, bytes, withheld, set_aside, on_their_way, put_back, no_longer_there,
       destination, receiver, received_on, disposed_on, proposed_by, approved_by, last_set_aside_at, last_put_back_at
FROM lookalike_detail.quarantine_plan
ORDER BY plan_id DESC
LIMIT %(plans)s
