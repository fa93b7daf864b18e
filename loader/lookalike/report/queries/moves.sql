-- What plans have done to files, or record of them: a row for each plan that has done or recorded anything.
SELECT plan_id, plan, kind, state, destination, set_aside, on_their_way, put_back, last_set_aside_at, last_put_back_at,
       images - withheld AS images, receiver, received_on, disposed_on
FROM lookalike_detail.quarantine_plan
WHERE set_aside + on_their_way + put_back > 0 OR received_on IS NOT NULL OR kind = 'record disposal' AND state = 'applied'
ORDER BY plan_id
