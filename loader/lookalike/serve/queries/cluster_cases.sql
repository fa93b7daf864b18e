SELECT q.kind, q.explanation, q.closed_by, q.priority
FROM lookalike.review_queue q WHERE q.cluster_id = %(cluster)s AND q.image_id_b IS NULL
ORDER BY q.priority DESC, q.kind LIMIT 20
