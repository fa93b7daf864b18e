-- Files of a plan that something has kept since the plan was approved. Those that were kept at the approval were named then.
SELECT q.path, q.obstacle
FROM lookalike_internal.quarantine_item q
JOIN lookalike_internal.quarantine_plan p ON p.plan_id = q.plan_id
LEFT JOIN lookalike_internal.collection c ON c.collection_id = q.collection_id
WHERE q.plan_id = %s AND q.state = 'withheld' AND q.changed_at > p.approved_at
ORDER BY c.name, q.path
