SELECT coalesce(sum(no_longer_there), 0)::bigint AS files FROM lookalike.quarantine_plan WHERE state IN ('approved', 'applied')
