-- What counts as a duplicate follows from clusters and lineage alone: no catalogue, policy or guard changes it.
CREATE OR REPLACE VIEW lookalike_internal.counted_image AS
SELECT m.cluster_id,
       count(*)::integer AS images,
       coalesce(min(m.image_id) FILTER (WHERE l.is_root AND l.is_certain),
                min(m.image_id) FILTER (WHERE m.image_id = c.central_image_id),
                min(m.image_id)) AS image_id
FROM lookalike_internal.cluster_member m
JOIN lookalike_internal.present_image i ON i.image_id = m.image_id
JOIN lookalike_internal.cluster c ON c.cluster_id = m.cluster_id
LEFT JOIN lookalike_internal.lineage l ON l.image_id = m.image_id
GROUP BY m.cluster_id;
COMMENT ON VIEW lookalike_internal.counted_image IS 'The one present image of each cluster that is no duplicate: the original, if it is certain, or else the image in the middle of the cluster. All other present images of the cluster are duplicates.';
COMMENT ON COLUMN lookalike_internal.counted_image.cluster_id IS 'The cluster.';
COMMENT ON COLUMN lookalike_internal.counted_image.images IS 'How many present images it has.';
COMMENT ON COLUMN lookalike_internal.counted_image.image_id IS 'The image that is no duplicate.';
