-- The first images of the trees of these clusters: roots, then those that were made from others.
SELECT r.cluster_id, r.image_id, r.path, r.parent_image_id, r.relation, r.evidence, r.certainty, r.is_root, r.is_certain
FROM (
    SELECT l.*, row_number() OVER (PARTITION BY l.cluster_id
                                   ORDER BY l.is_root DESC, l.path COLLATE "C", l.collection COLLATE "C", l.image_id) AS place
    FROM lookalike.lineage l
    WHERE l.cluster_id = ANY (%(cluster_ids)s::bigint[])
) r
WHERE r.place <= %(most)s
ORDER BY r.cluster_id, r.place
