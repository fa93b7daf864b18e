-- The queue of reviews, and the explanation of each row.
--
-- What is kept, but for what has changed since; that is worked out here. The most urgent rows come from an index: the parts have
-- the priority as a column of the same type, and no conditions of their own, so the planner merges them in that order. NOT IN
-- is a lookup in a hash. A WITH would be planned by itself. Each join is on a key (DISTINCT ON shows it), so that the planner leaves
-- out those that a count does not need.
CREATE OR REPLACE VIEW lookalike.review_queue AS
SELECT CASE WHEN o.is_ordered THEN a.path ELSE b.path END AS path_a,
       CASE WHEN o.is_ordered THEN b.path ELSE a.path END AS path_b,
       (CASE
           WHEN q.kind = 'rights conflict' THEN format(
               'Statements about the rights of %s contradict each other%s.',
               CASE WHEN q.cluster_id IS NULL THEN 'this image' ELSE format('the %s images of cluster %s', q.images, q.cluster_id) END,
               coalesce(': ' || q.said, ''))
           WHEN q.kind = 'metadata conflict' THEN format(
               'What catalogue entries and files say of %s differs: %s.',
               CASE WHEN q.cluster_id IS NULL THEN 'this image' ELSE format('the %s images of cluster %s', q.images, q.cluster_id) END,
               q.said)
           WHEN q.kind = 'image to review' THEN CASE WHEN k.image_id IS NOT NULL THEN
               format('%s Rule "%s" asks a person to look.', k.reason, k.rule) END
           WHEN q.kind = 'not compared' THEN format(
               '%s of this collection waits for the next comparison with the others: lookalike match, then lookalike classify.',
               CASE q.images WHEN 1 THEN '1 image' ELSE format('Each of %s images', q.images) END)
           WHEN q.kind = 'other record' THEN (
               SELECT format('The %s images of cluster %s belong to %s different records: %s.', q.images, q.cluster_id, count(*),
                             lookalike_internal.list_briefly(array_agg(r.name ORDER BY r.name), '; ', 'others'))
               FROM (SELECT min(r.name) AS name
                     FROM lookalike_internal.cluster_member c
                     JOIN lookalike_internal.present_image i ON i.image_id = c.image_id
                     JOIN lookalike_internal.image_record r ON r.image_id = c.image_id
                     WHERE c.cluster_id = q.cluster_id
                     GROUP BY r.record) r)
           WHEN q.kind IN ('quarantine proposed', 'disposal due', 'possible rendition') THEN q.said
           WHEN q.kind IN ('undetermined original', 'cluster to review') THEN (
               SELECT CASE q.kind
                   WHEN 'undetermined original' THEN format(
                       'It is not certain which image of cluster %s is the original. %s of its %s images wait for a decision (%s).',
                       q.cluster_id, q.images, count(*), q.said)
                   ELSE format('%s of the %s images of cluster %s wait for a decision (%s).', q.images, count(*), q.cluster_id, q.said) END
               FROM lookalike_internal.cluster_member c
               JOIN lookalike_internal.present_image i ON i.image_id = c.image_id
               WHERE c.cluster_id = q.cluster_id)
           ELSE CASE WHEN q.kind = 'chained cluster' THEN format(
                    'Cluster %s of %s images holds images that only other images connect. Its weakest link: ', q.cluster_id, q.images)
                ELSE '' END
                || CASE WHEN m.image_id_a IS NULL THEN 'They no longer match.' ELSE lookalike_internal.describe_pair(m, a, b) END
       END) COLLATE pg_catalog."default" AS explanation,
       CASE WHEN o.is_ordered THEN ca.name ELSE cb.name END AS collection_a,
       CASE WHEN o.is_ordered THEN cb.name ELSE ca.name END AS collection_b,
       m.found_by,
       round(m.correlation::numeric, 4) AS correlation,
       round(m.agreement::numeric, 4) AS agreement,
       round(m.embedding_similarity::numeric, 4) AS embedding_similarity,
       m.phash_distance::integer AS phash_distance,
       m.phash_256_distance::integer AS phash_256_distance,
       CASE WHEN o.is_ordered THEN a.image_id ELSE b.image_id END AS image_id_a,
       CASE WHEN o.is_ordered THEN b.image_id ELSE a.image_id END AS image_id_b,
       q.likelihood,
       q.kind,
       q.bytes,
       q.risk,
       q.priority,
       q.cluster_id,
       least(da.due, db.due) AS due,
       CASE q.kind WHEN 'rights conflict' THEN 'rights settled'
                   WHEN 'metadata conflict' THEN 'metadata settled'
                   WHEN 'other record' THEN 'same record or not the same record'
                   WHEN 'possible rendition' THEN 'rendition confirmed or refused'
                   WHEN 'quarantine proposed' THEN 'plan approved or withdrawn'
                   WHEN 'disposal due' THEN 'plan of disposal, or end of the authority'
                   WHEN 'undetermined original' THEN 'keep or quarantine for each image, or a declared preservation master'
                   WHEN 'cluster to review' THEN 'keep or quarantine for each image'
                   WHEN 'image to review' THEN 'keep or quarantine'
                   WHEN 'not compared' THEN 'lookalike match, lookalike classify'
                   ELSE 'duplicate or not a duplicate' END AS closed_by
FROM (
    SELECT f.kind, f.image_id, f.other_image_id, f.cluster_id, f.priority, f.risk, f.bytes, f.images, f.likelihood, f.said, true AS is_kept
    FROM lookalike_internal.queue_fact f
    UNION ALL
    SELECT l.kind, l.image_id, l.other_image_id, l.cluster_id, l.priority, l.risk, l.bytes, l.images, l.likelihood, l.said, false
    FROM lookalike_internal.stale_queue() l
    UNION ALL
    SELECT c.kind, c.image_id, c.other_image_id, c.cluster_id, c.priority, c.risk, c.bytes, c.images, c.likelihood, c.said, false
    FROM lookalike_internal.review_case c
) q
LEFT JOIN lookalike_internal.image a ON a.image_id = q.image_id
LEFT JOIN lookalike_internal.collection ca ON ca.collection_id = a.collection_id
LEFT JOIN (SELECT DISTINCT ON (r.collection_id) r.collection_id, r.due
           FROM lookalike_internal.collection_review r ORDER BY r.collection_id) da ON da.collection_id = a.collection_id
LEFT JOIN lookalike_internal.image b ON b.image_id = q.other_image_id
LEFT JOIN lookalike_internal.collection cb ON cb.collection_id = b.collection_id
LEFT JOIN (SELECT DISTINCT ON (r.collection_id) r.collection_id, r.due
           FROM lookalike_internal.collection_review r ORDER BY r.collection_id) db ON db.collection_id = b.collection_id
LEFT JOIN lookalike_internal.match m
  ON m.image_id_a = least(q.image_id, q.other_image_id) AND m.image_id_b = greatest(q.image_id, q.other_image_id)
LEFT JOIN lookalike_internal.retention_class k ON k.image_id = q.image_id
CROSS JOIN LATERAL (SELECT b.image_id IS NULL OR (a.collection_id, a.path) < (b.collection_id, b.path) AS is_ordered) o
WHERE NOT q.is_kept
   OR (SELECT NOT lookalike_internal.is_all_stale())
      AND q.image_id NOT IN (SELECT s FROM lookalike_internal.stale_image() s)
      AND q.other_image_id NOT IN (SELECT s FROM lookalike_internal.stale_image() s);
COMMENT ON VIEW lookalike.review_queue IS 'The queue of reviews, with all that waits for people: possible pairs that could not be proven and are not in one cluster, conflicts, crops that may be what was published, clusters with several records, chained clusters, sample pairs, proposed quarantines, disposals that are due (one row for each collection and authority), and images whose disposition is review (one row for each cluster; view image_to_review). What is decided leaves the queue. ORDER BY priority DESC begins with the most urgent row.';
COMMENT ON COLUMN lookalike.review_queue.path_a IS 'Path of the first image, relative to the folder of its collection; for a conflict, other records or a disposal, an image of the group.';
COMMENT ON COLUMN lookalike.review_queue.path_b IS 'Path of the other image; null if the row is not about a pair.';
COMMENT ON COLUMN lookalike.review_queue.explanation IS 'The reason why the row is here, in words.';
COMMENT ON COLUMN lookalike.review_queue.collection_a IS 'Collection of the first image.';
COMMENT ON COLUMN lookalike.review_queue.collection_b IS 'Collection of the other image.';
COMMENT ON COLUMN lookalike.review_queue.found_by IS 'How the pair was found, as in duplicate_pair.';
COMMENT ON COLUMN lookalike.review_queue.correlation IS 'Correlation of the overlap of both pictures, from 0 to 1.';
COMMENT ON COLUMN lookalike.review_queue.agreement IS 'Share of the small blocks with detail that agree in the overlap.';
COMMENT ON COLUMN lookalike.review_queue.embedding_similarity IS 'Cosine of their embeddings, where embeddings proposed the pair.';
COMMENT ON COLUMN lookalike.review_queue.phash_distance IS 'Bits in which their 64-bit hashes differ.';
COMMENT ON COLUMN lookalike.review_queue.phash_256_distance IS 'Bits in which their 256-bit hashes differ.';
COMMENT ON COLUMN lookalike.review_queue.image_id_a IS 'Number of the first image.';
COMMENT ON COLUMN lookalike.review_queue.image_id_b IS 'Number of the other image.';
COMMENT ON COLUMN lookalike.review_queue.likelihood IS 'The strongest evidence for a possible pair, from 0 to 1.';
COMMENT ON COLUMN lookalike.review_queue.kind IS 'possible pair, sample, chained cluster, rights conflict, metadata conflict, other record, possible rendition, quarantine proposed, disposal due, undetermined original, cluster to review, image to review or not compared.';
COMMENT ON COLUMN lookalike.review_queue.bytes IS 'Bytes at stake: the smaller file of a pair, all files of a cluster, of a group or of a plan.';
COMMENT ON COLUMN lookalike.review_queue.risk IS 'The harm if nobody reviews the row, from 0 to 1: the likelihood of a possible pair, 1 for a high rights conflict and 0.7 for a medium one, 0.9 for a proposed quarantine, 0.6 for a disposal that is due and for a possible rendition, 0.5 for a chained cluster, 0.4 for a metadata conflict about creator or date and 0.1 for another one, 0.3 for other records and for an undetermined original, 0.2 for a sample, 0.15 for a cluster or an image to review, 0.05 for images that are not compared.';
COMMENT ON COLUMN lookalike.review_queue.priority IS 'The decimal logarithm of 10 + bytes, times risk, times 2 where statements about rights contradict each other. A higher number is more urgent.';
COMMENT ON COLUMN lookalike.review_queue.cluster_id IS 'The cluster of the row; for a possible pair, the cluster of one of its images.';
COMMENT ON COLUMN lookalike.review_queue.due IS 'When the review of the collection is due; for two collections, the earlier day.';
COMMENT ON COLUMN lookalike.review_queue.closed_by IS 'What takes the row out of the queue: decisions of people, or the commands to run.';
