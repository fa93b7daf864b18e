-- Of clusters, and of images without copies.
SELECT c.kind, c.field, c.severity, c.explanation, c.is_settled
FROM lookalike.conflict_fact c
WHERE c.cluster_id = ANY (%(clusters)s::integer[]) OR c.image_id = ANY (%(images)s::bigint[])
ORDER BY c.is_settled, c.kind DESC, c.field LIMIT 40
