-- The first images of the tree of a cluster, roots first.
SELECT l.image_id, l.path, l.parent_image_id, l.relation, l.evidence, l.certainty, l.is_root, l.is_certain
FROM lookalike.lineage l
WHERE l.cluster_id = %(cluster)s
ORDER BY l.is_root DESC, l.path COLLATE "C", l.image_id LIMIT %(limit)s
