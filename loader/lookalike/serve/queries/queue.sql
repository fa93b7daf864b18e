-- In the order of an index alone: thousands of rows may have one priority, and to sort them takes longer than people wait.
SELECT q.kind, q.priority, q.bytes, q.collection_a, q.path_a, q.collection_b, q.path_b, q.risk,
       q.image_id_a, q.image_id_b, q.cluster_id, q.explanation, q.closed_by
FROM lookalike.review_queue q
WHERE (%(kind)s::text IS NULL OR q.kind = %(kind)s)
  AND (%(collection)s::text IS NULL OR %(collection)s IN (q.collection_a, q.collection_b))
  AND (%(risk)s::numeric IS NULL OR q.risk >= %(risk)s)
ORDER BY q.priority DESC LIMIT %(limit)s OFFSET %(offset)s
