-- For take_case(). As in view review_queue, the planner merges the parts by an index on the priority.
CREATE OR REPLACE VIEW lookalike_internal.settled_queue AS
SELECT q.kind, a.image_id AS image_id_a, b.image_id AS image_id_b, q.cluster_id, ca.name AS collection_a, cb.name AS collection_b, q.priority
FROM (
    SELECT f.kind, f.image_id, f.other_image_id, f.cluster_id, f.priority, true AS is_kept FROM lookalike_internal.queue_fact f
    UNION ALL
    SELECT c.kind, c.image_id, c.other_image_id, c.cluster_id, c.priority, false FROM lookalike_internal.review_case c
) q
LEFT JOIN lookalike_internal.image a ON a.image_id = q.image_id
LEFT JOIN lookalike_internal.collection ca ON ca.collection_id = a.collection_id
LEFT JOIN lookalike_internal.image b ON b.image_id = q.other_image_id
LEFT JOIN lookalike_internal.collection cb ON cb.collection_id = b.collection_id
WHERE (SELECT NOT lookalike_internal.is_all_stale())
  AND (NOT q.is_kept
       OR q.image_id NOT IN (SELECT s FROM lookalike_internal.stale_image() s)
          AND q.other_image_id NOT IN (SELECT s FROM lookalike_internal.stale_image() s));
COMMENT ON VIEW lookalike_internal.settled_queue IS 'The rows of the queue of reviews that no change since the last refresh concerns; none if all are concerned. What has changed is not worked out, so the first row comes many times faster than from view review_queue.';
COMMENT ON COLUMN lookalike_internal.settled_queue.kind IS 'Kind of the row, as in view review_queue.';
COMMENT ON COLUMN lookalike_internal.settled_queue.image_id_a IS 'The image, or an image of the cluster, or one image of the pair.';
COMMENT ON COLUMN lookalike_internal.settled_queue.image_id_b IS 'The other image of the pair; null if the row is not about a pair.';
COMMENT ON COLUMN lookalike_internal.settled_queue.cluster_id IS 'The cluster of the row.';
COMMENT ON COLUMN lookalike_internal.settled_queue.collection_a IS 'Collection of the first image.';
COMMENT ON COLUMN lookalike_internal.settled_queue.collection_b IS 'Collection of the other image.';
COMMENT ON COLUMN lookalike_internal.settled_queue.priority IS 'Urgency, as in view review_queue.';
