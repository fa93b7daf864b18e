SELECT kind, priority, bytes, collection_a, path_a, collection_b, path_b, explanation, closed_by
FROM lookalike.review_queue
WHERE (%(kind)s::text IS NULL OR kind = %(kind)s)
  AND (%(collection)s::text IS NULL OR %(collection)s IN (collection_a, collection_b))
ORDER BY priority DESC NULLS LAST, kind, path_a, path_b LIMIT %(limit)s
