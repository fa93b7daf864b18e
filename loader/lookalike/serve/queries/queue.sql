SELECT q.kind, q.priority, q.bytes, q.collection_a, q.path_a, q.collection_b, q.path_b,
       q.image_id_a, q.image_id_b, q.cluster_id, q.explanation, q.closed_by
FROM lookalike.review_queue q
WHERE (%(kind)s::text IS NULL OR q.kind = %(kind)s)
  AND (%(collection)s::text IS NULL OR %(collection)s IN (q.collection_a, q.collection_b))
ORDER BY q.priority DESC NULLS LAST, q.kind, q.path_a, q.path_b LIMIT %(limit)s
