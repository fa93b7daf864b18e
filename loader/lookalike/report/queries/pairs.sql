-- The pairs that wait for people, the most urgent first.
SELECT q.kind, q.image_id_a, q.image_id_b, q.path_a, q.collection_a, ca.root AS root_a, q.path_b, q.collection_b, cb.root AS root_b, q.explanation
FROM lookalike.review_queue q
JOIN lookalike_internal.collection ca ON ca.name = q.collection_a
JOIN lookalike_internal.collection cb ON cb.name = q.collection_b
WHERE q.kind = 'possible pair'
ORDER BY q.priority DESC, q.path_a COLLATE "C", q.path_b COLLATE "C", q.image_id_a, q.image_id_b
LIMIT %(pairs)s
