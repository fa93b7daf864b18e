-- What waits for a person, image by image, and pair by pair. The queue of reviews counts these same rows.

CREATE OR REPLACE VIEW lookalike_internal.open_pair AS
SELECT m.image_id_a, m.image_id_b, m.found_by, m.correlation, m.agreement, m.embedding_similarity,
       m.phash_distance, m.phash_256_distance, coalesce(ka.cluster_id, kb.cluster_id) AS cluster_id
FROM lookalike_internal.possible_match m
JOIN lookalike_internal.present_image a ON a.image_id = m.image_id_a
JOIN lookalike_internal.present_image b ON b.image_id = m.image_id_b
LEFT JOIN lookalike_internal.cluster_member ka ON ka.image_id = m.image_id_a
LEFT JOIN lookalike_internal.cluster_member kb ON kb.image_id = m.image_id_b
WHERE (ka.cluster_id = kb.cluster_id) IS NOT TRUE
  -- An image that changed waits for the next match: its old evidence does not count.
  AND NOT EXISTS (SELECT FROM lookalike_internal.unmatched_image u WHERE u.image_id = m.image_id_a)
  AND NOT EXISTS (SELECT FROM lookalike_internal.unmatched_image u WHERE u.image_id = m.image_id_b)
  AND NOT EXISTS (SELECT FROM lookalike_internal.pair_decision d
                  WHERE d.pixel_digest_a = least(a.pixel_digest, b.pixel_digest)
                    AND d.pixel_digest_b = greatest(a.pixel_digest, b.pixel_digest));
COMMENT ON VIEW lookalike_internal.open_pair IS 'Possible copies that are not in one cluster, and about which nobody has decided.';
COMMENT ON COLUMN lookalike_internal.open_pair.image_id_a IS 'The image with the lower number.';
COMMENT ON COLUMN lookalike_internal.open_pair.image_id_b IS 'The image with the higher number.';
COMMENT ON COLUMN lookalike_internal.open_pair.found_by IS 'How the pair was found, as in match.';
COMMENT ON COLUMN lookalike_internal.open_pair.correlation IS 'Correlation of the overlap, as in match.';
COMMENT ON COLUMN lookalike_internal.open_pair.agreement IS 'Share of blocks that agree, as in match.';
COMMENT ON COLUMN lookalike_internal.open_pair.embedding_similarity IS 'Cosine of their embeddings, where these proposed the pair.';
COMMENT ON COLUMN lookalike_internal.open_pair.phash_distance IS 'Bits in which their 64-bit hashes differ.';
COMMENT ON COLUMN lookalike_internal.open_pair.phash_256_distance IS 'Bits in which their 256-bit hashes differ.';
COMMENT ON COLUMN lookalike_internal.open_pair.cluster_id IS 'The cluster of one of the images; null if both are without copies.';

-- The subqueries do not depend on the row, so each is read once, into a hash.
CREATE OR REPLACE VIEW lookalike_detail.image_to_review AS
SELECT i.path,
       CASE WHEN k.image_id IN (SELECT u.image_id FROM lookalike_internal.unmatched_image u) THEN 'not compared'
            WHEN m.cluster_id IN (SELECT n.cluster_id
                                  FROM lookalike_internal.retention_class o
                                  JOIN lookalike_internal.cluster_member n ON n.image_id = o.image_id
                                  WHERE o.class = 'original undetermined') THEN 'undetermined original'
            WHEN m.cluster_id IS NOT NULL THEN 'cluster to review'
            WHEN k.image_id IN (SELECT p.image_id_a FROM lookalike_internal.open_pair p
                                UNION ALL SELECT p.image_id_b FROM lookalike_internal.open_pair p) THEN 'possible pair'
            ELSE 'image to review' END AS kind,
       k.class,
       k.reason,
       c.name AS collection,
       m.cluster_id,
       i.byte_size,
       k.image_id
FROM lookalike_internal.retention_class k
JOIN lookalike_internal.present_image i ON i.image_id = k.image_id
JOIN lookalike_internal.collection c ON c.collection_id = i.collection_id
LEFT JOIN lookalike_internal.cluster_member m ON m.image_id = k.image_id
WHERE k.disposition = 'review'
  AND NOT EXISTS (SELECT FROM lookalike.image_decision d WHERE d.image_id = k.image_id);
COMMENT ON VIEW lookalike_detail.image_to_review IS 'Images that wait for a person: their disposition is review, and nobody has decided to keep or to quarantine them. Each belongs to a row of review_queue: the row of its kind with its cluster, with its number, or, for not compared, with its collection.';
COMMENT ON COLUMN lookalike_detail.image_to_review.path IS 'Path relative to the folder of the collection.';
COMMENT ON COLUMN lookalike_detail.image_to_review.kind IS 'Kind of that row of review_queue: not compared, undetermined original, cluster to review, possible pair or image to review.';
COMMENT ON COLUMN lookalike_detail.image_to_review.class IS 'Its retention class.';
COMMENT ON COLUMN lookalike_detail.image_to_review.reason IS 'Why it has that class.';
COMMENT ON COLUMN lookalike_detail.image_to_review.collection IS 'The collection of the image.';
COMMENT ON COLUMN lookalike_detail.image_to_review.cluster_id IS 'The cluster of the image; null without copies.';
COMMENT ON COLUMN lookalike_detail.image_to_review.byte_size IS 'Size of the file in bytes.';
COMMENT ON COLUMN lookalike_detail.image_to_review.image_id IS 'Number of the image.';

-- Reads and decides with the rights of the caller: what a person does not see, that person does not decide.
CREATE OR REPLACE FUNCTION lookalike.decide_cluster(decision text, by text, reason text, cluster_id integer) RETURNS bigint
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    waiting bigint[];
BEGIN
    IF decision IS NULL OR decision NOT IN ('keep', 'quarantine') THEN
        RAISE EXCEPTION 'decision "%" is not about the images of a cluster', decision
            USING ERRCODE = 'invalid_parameter_value',
                  HINT = 'Use keep or quarantine. All other decisions name an image, a pair or two records.';
    END IF;
    SELECT array_agg(w.image_id ORDER BY w.image_id) INTO waiting
    FROM lookalike_detail.image_to_review w WHERE w.cluster_id = decide_cluster.cluster_id;
    IF waiting IS NULL THEN
        RAISE EXCEPTION 'no image of cluster % waits for a decision', coalesce(decide_cluster.cluster_id::text, 'null')
            USING ERRCODE = 'no_data_found',
                  HINT = 'SELECT cluster_id, path FROM lookalike_detail.image_to_review lists the images that wait.';
    END IF;
    PERFORM lookalike.record_decision(decision, by, reason, w.image_id)
    FROM unnest(waiting) AS w (image_id);
    PERFORM lookalike.release_case(by, cluster_id => decide_cluster.cluster_id);
    RETURN cardinality(waiting);
END
$$;
COMMENT ON FUNCTION lookalike.decide_cluster(text, text, text, integer) IS
    'Records the same decision, keep or quarantine, about each image of a cluster that waits for one (view image_to_review), and returns how many these are.';
