SELECT plan_id, plan, kind, state, reason, proposed_by, proposed_at, approved_by, images, bytes, withheld, set_aside,
       no_longer_there
FROM lookalike_detail.quarantine_plan
WHERE %(state)s::text IS NULL OR state = %(state)s
ORDER BY plan_id DESC LIMIT %(limit)s OFFSET %(skip)s
