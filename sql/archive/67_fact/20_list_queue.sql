CREATE OR REPLACE FUNCTION lookalike_internal.review_priority(bytes bigint, risk numeric, is_conflict boolean) RETURNS numeric
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN round(log(10 + bytes::double precision)::numeric * risk * CASE WHEN is_conflict THEN 2 ELSE 1 END, 4);
COMMENT ON FUNCTION lookalike_internal.review_priority(bigint, numeric, boolean) IS
    'How urgent a review is, by the bytes at stake, the risk, and whether statements about rights contradict each other.';

-- The rows of the queue of reviews that are about a pair, a cluster or one image. The others are few, and view review_queue
-- finds them by itself: samples, plans, possible renditions, and what is counted by collection.
--
-- Arguments as in list_image_facts(). If `are_kept`, conflicts are read from conflict_fact, or else they are worked out.
CREATE OR REPLACE FUNCTION lookalike_internal.list_queue(of_images bigint[], of_clusters integer[], are_kept boolean)
    RETURNS SETOF lookalike_internal.queue_fact
    LANGUAGE sql STABLE PARALLEL SAFE ROWS 10000
BEGIN ATOMIC
    WITH size AS (
        SELECT m.cluster_id, sum(i.byte_size)::bigint AS bytes, count(*) AS images
        FROM lookalike_internal.cluster_member m JOIN lookalike_internal.present_image i ON i.image_id = m.image_id
        WHERE of_clusters IS NULL OR m.cluster_id = ANY (of_clusters)
        GROUP BY m.cluster_id
    ), conflict AS (
        SELECT f.kind, f.group_id, min(f.image_id) AS image_id,
               CASE WHEN f.kind = 'rights' THEN CASE WHEN bool_or(f.severity = 'high') THEN 1 ELSE 0.7 END
                    WHEN bool_or(f.severity = 'medium') THEN 0.4 ELSE 0.1 END AS risk,
               string_agg(f.field, ', ' ORDER BY f.field COLLATE "C") AS fields
        FROM (
            SELECT k.kind, k.group_id, k.image_id, k.severity, k.field, k.is_settled
            FROM lookalike_internal.conflict_fact k
            WHERE are_kept
              AND (of_clusters IS NULL OR k.group_id = ANY (lookalike_internal.group_ids(of_clusters, of_images)))
            UNION ALL
            SELECT k.kind, k.group_id, k.image_id, k.severity, k.field, k.is_settled
            FROM lookalike_internal.list_conflicts(of_clusters, of_images) k
            WHERE NOT are_kept
        ) f
        WHERE NOT f.is_settled
        GROUP BY f.kind, f.group_id
    ), undetermined AS (
        SELECT DISTINCT m.cluster_id
        FROM lookalike_internal.cluster_member m
        JOIN lookalike_internal.retention_class k ON k.image_id = m.image_id AND k.class = 'original undetermined'
        WHERE of_clusters IS NULL OR m.cluster_id = ANY (of_clusters)
    ), pair AS MATERIALIZED (
        SELECT p.* FROM lookalike_internal.open_pair p
        WHERE of_images IS NULL OR p.image_id_a = ANY (of_images) OR p.image_id_b = ANY (of_images)
    ), waiting AS (
        SELECT CASE WHEN u.cluster_id IS NOT NULL THEN 'undetermined original'
                    WHEN m.cluster_id IS NOT NULL THEN 'cluster to review' ELSE 'image to review' END AS kind,
               m.cluster_id, k.class, min(i.image_id) AS image_id, sum(i.byte_size)::bigint AS bytes, count(*) AS images
        FROM lookalike_internal.retention_class k
        JOIN lookalike_internal.present_image i ON i.image_id = k.image_id
        LEFT JOIN lookalike_internal.cluster_member m ON m.image_id = k.image_id
        LEFT JOIN undetermined u ON u.cluster_id = m.cluster_id
        WHERE k.disposition = 'review'
          AND (of_images IS NULL OR k.image_id = ANY (of_images))
          AND NOT EXISTS (SELECT FROM lookalike.image_decision d WHERE d.image_id = k.image_id)
          AND NOT EXISTS (SELECT FROM lookalike_internal.unmatched_image n WHERE n.image_id = k.image_id)
          -- An open pair is a row of its own.
          AND (m.cluster_id IS NOT NULL
               OR k.image_id NOT IN (SELECT p.image_id_a FROM pair p UNION ALL SELECT p.image_id_b FROM pair p))
        GROUP BY 1, m.cluster_id, k.class, CASE WHEN m.cluster_id IS NULL THEN k.image_id END
    ), item AS (
        SELECT 'possible pair' AS kind, p.image_id_a AS image_id, p.image_id_b AS other_image_id, p.cluster_id,
               NULL::numeric AS risk, NULL::bigint AS bytes, NULL::bigint AS images, NULL::text AS said,
               -- Equal hashes are strong evidence; hashes that differ in half their bits are no evidence.
               round(greatest(coalesce(round(p.embedding_similarity::numeric, 4), 0),
                              coalesce(round(p.agreement::numeric, 4), 0),
                              1 - p.phash_256_distance / 128.0), 4) AS likelihood
        FROM pair p
        UNION ALL
        SELECT 'chained cluster', coalesce(c.weakest_image_id_a, c.central_image_id), coalesce(c.weakest_image_id_b, 0), c.cluster_id, 0.5, s.bytes, c.images, NULL, NULL
        FROM lookalike_internal.cluster c
        LEFT JOIN size s ON s.cluster_id = c.cluster_id
        WHERE c.is_chained AND c.retired_run_id IS NULL AND (of_clusters IS NULL OR c.cluster_id = ANY (of_clusters))
        UNION ALL
        SELECT f.kind || ' conflict', f.image_id, 0, s.cluster_id, f.risk, coalesce(s.bytes, i.byte_size),
               CASE WHEN f.kind = 'rights' THEN coalesce(s.images, 1) ELSE s.images END, f.fields, NULL
        FROM conflict f
        JOIN lookalike_internal.image i ON i.image_id = f.image_id
        LEFT JOIN size s ON s.cluster_id = f.group_id
        UNION ALL
        SELECT w.kind, min(w.image_id), 0, w.cluster_id, CASE w.kind WHEN 'undetermined original' THEN 0.3 ELSE 0.15 END,
               sum(w.bytes)::bigint, sum(w.images)::bigint,
               string_agg(format('%s: %s', w.class, w.images), ', ' ORDER BY w.class COLLATE "C"), NULL
        FROM waiting w
        GROUP BY w.kind, w.cluster_id, CASE WHEN w.cluster_id IS NULL THEN w.image_id END
        UNION ALL
        SELECT 'other record', r.image_id, 0, r.cluster_id, 0.3, s.bytes, s.images, NULL, NULL
        FROM lookalike_internal.undecided_record r
        JOIN size s ON s.cluster_id = r.cluster_id
        WHERE of_clusters IS NULL OR r.cluster_id = ANY (of_clusters)
    )
    SELECT q.kind, q.image_id, q.other_image_id, q.cluster_id,
           lookalike_internal.review_priority(w.bytes, w.risk, q.kind = 'rights conflict'
               OR q.kind = 'possible pair'
                  AND (a.copyright_notice <> b.copyright_notice OR a.usage_terms <> b.usage_terms OR a.rights_url <> b.rights_url) IS TRUE),
           w.risk, w.bytes, q.images, q.likelihood, q.said
    FROM item q
    JOIN lookalike_internal.present_image a ON a.image_id = q.image_id
    LEFT JOIN lookalike_internal.image b ON b.image_id = q.other_image_id
    LEFT JOIN lookalike_internal.pair_decision d
      ON d.pixel_digest_a = least(a.pixel_digest, b.pixel_digest) AND d.pixel_digest_b = greatest(a.pixel_digest, b.pixel_digest)
     AND b.image_id IS NOT NULL
    CROSS JOIN LATERAL (SELECT coalesce(q.bytes, least(a.byte_size, b.byte_size)) AS bytes, coalesce(q.risk, q.likelihood) AS risk) w
    WHERE d.decision_id IS NULL AND b.missing_since IS NULL;
END;
COMMENT ON FUNCTION lookalike_internal.list_queue(bigint[], integer[], boolean) IS
    'The rows of queue_fact about these images and clusters, or all.';
