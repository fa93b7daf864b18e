SELECT q.image_id, c.root, q.path
FROM lookalike_internal.quarantine_item q
JOIN lookalike_internal.collection c ON c.collection_id = q.collection_id
WHERE q.plan_id = %(plan_id)s
ORDER BY c.name, q.path
