SELECT plan_id, plan AS name, kind, state, proposed_by, coalesce(approved_by, '') AS approved_by, images, bytes, withheld,
       set_aside AS moved, no_longer_there
FROM lookalike_detail.quarantine_plan ORDER BY plan_id
