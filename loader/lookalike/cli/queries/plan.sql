SELECT name, state, destination, proposed_by, reason, approved_by
FROM lookalike_internal.quarantine_plan WHERE plan_id = %(plan_id)s
