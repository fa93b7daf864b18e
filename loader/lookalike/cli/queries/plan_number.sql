-- By its number or its name; a name that is a number is a name.
SELECT plan_id FROM lookalike_internal.quarantine_plan WHERE name = %(plan)s OR plan_id::text = %(plan)s
ORDER BY name = %(plan)s DESC LIMIT 1
