SELECT q.kind, count(*) AS cases FROM lookalike.review_queue q
WHERE %(collection)s IN (q.collection_a, q.collection_b)
GROUP BY q.kind ORDER BY count(*) DESC, q.kind
