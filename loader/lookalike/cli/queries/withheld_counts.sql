SELECT p.plan_id, p.name, count(*) AS withheld
FROM lookalike_internal.quarantine_item q JOIN lookalike_internal.quarantine_plan p ON p.plan_id = q.plan_id
WHERE q.state = 'withheld' AND p.state IN ('approved', 'applied')
GROUP BY p.plan_id, p.name ORDER BY p.plan_id
