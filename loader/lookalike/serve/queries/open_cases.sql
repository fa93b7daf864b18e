-- How many cases of each kind wait, of a collection or of all, counted up to a limit: the queue may have hundreds of thousands.
SELECT k.kind, c.cases
FROM unnest(%(kinds)s::text[]) WITH ORDINALITY AS k (kind, place)
CROSS JOIN LATERAL (
    SELECT count(*) AS cases
    FROM (SELECT FROM lookalike.review_queue q
          WHERE q.kind = k.kind
            AND (%(collection)s::text IS NULL OR %(collection)s IN (q.collection_a, q.collection_b))
          LIMIT %(limit)s) q) c
WHERE c.cases > 0
ORDER BY k.place
