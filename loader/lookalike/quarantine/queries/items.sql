SELECT q.image_id, q.path, q.state, q.byte_size, c.name, q.destination
FROM lookalike_internal.quarantine_item q
JOIN lookalike_internal.collection c ON c.collection_id = q.collection_id
WHERE q.plan_id = %s AND q.state = ANY (%s)
ORDER BY c.name, q.path
