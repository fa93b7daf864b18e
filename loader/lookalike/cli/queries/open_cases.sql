SELECT kind, count(*) AS cases
FROM lookalike.review_queue
WHERE %(collection)s IN (collection_a, collection_b)
GROUP BY kind ORDER BY count(*) DESC, kind
