-- The rows of guarded_image for a set of images, as if all of the set were gone. Each picture is looked up once
-- for all images that share it: one look is enough for 50,000 blank pages.
CREATE OR REPLACE FUNCTION lookalike.find_guards(image_ids bigint[])
    RETURNS TABLE (image_id bigint, guard text, reason text)
    LANGUAGE plpgsql STABLE
    SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    SELECT h.image_id, 'legal hold',
           string_agg(format('Held for "%s": %s', h.matter, h.reason), '; ' ORDER BY h.hold_id)
    FROM lookalike.held_image h
    WHERE h.image_id = ANY (image_ids)
    GROUP BY h.image_id
    UNION ALL
    SELECT d.image_id, 'human decision', format('%s decided to keep it: %s', d.decided_by, d.reason)
    FROM lookalike.image_decision d
    WHERE d.image_id = ANY (image_ids) AND d.decision = 'keep'
    UNION ALL
    SELECT k.image_id, 'conflicting rights', lookalike_internal.describe_conflict(k.fields)
            || lookalike_internal.describe_severity(k.severity)
    FROM lookalike.conflicted_among(image_ids) k
    WHERE lookalike_internal.is_guarded_severity(k.severity)
    UNION ALL
    SELECT r.image_id, 'other record', lookalike_internal.describe_lost(array_agg(DISTINCT r.name ORDER BY r.name))
    FROM lookalike_internal.lost_among(image_ids) l
    JOIN lookalike_internal.image_record r ON r.image_id = l.image_id AND r.record = l.record
    GROUP BY r.image_id
    UNION ALL
    SELECT v.image_id, 'vital record', v.reason
    FROM lookalike_detail.vital_image v
    WHERE v.image_id = ANY (image_ids);

    RETURN QUERY
    WITH wanted AS MATERIALIZED (
        SELECT DISTINCT w.image_id FROM unnest(image_ids) AS w (image_id)
    ), subject AS MATERIALIZED (
        SELECT i.image_id, i.pixel_digest, k.image_id IS NOT NULL AS is_classified,
               s.source_image_id, s.source_pixel_digest
        FROM wanted w
        JOIN lookalike_internal.image i ON i.image_id = w.image_id
        LEFT JOIN lookalike_internal.retention_class k ON k.image_id = i.image_id AND k.class <> 'unclassified'
        LEFT JOIN lookalike_internal.derivation_source s ON s.image_id = i.image_id
    ), picture AS MATERIALIZED (
        SELECT s.pixel_digest FROM subject s
        UNION SELECT s.source_pixel_digest FROM subject s WHERE s.source_pixel_digest IS NOT NULL
    ), stays AS MATERIALIZED (
        SELECT DISTINCT p.pixel_digest
        FROM picture p
        JOIN lookalike_internal.staying_image t ON t.pixel_digest = p.pixel_digest
        WHERE NOT EXISTS (SELECT FROM wanted w WHERE w.image_id = t.image_id)
    ), published AS MATERIALIZED (
        SELECT DISTINCT p.pixel_digest
        FROM picture p JOIN lookalike_internal.publication b ON b.pixel_digest = p.pixel_digest
    ), possible AS MATERIALIZED (
        SELECT DISTINCT p.pixel_digest
        FROM picture p JOIN lookalike_internal.possible_rendition r ON r.pixel_digest = p.pixel_digest
    ), needed AS MATERIALIZED (
        -- Sources of published images and of images that leave. A picture is not its own source.
        SELECT p.pixel_digest FROM picture p JOIN lookalike_internal.published_source o ON o.pixel_digest = p.pixel_digest
        UNION
        SELECT s.source_pixel_digest FROM subject s WHERE s.source_pixel_digest IS NOT NULL
        UNION
        SELECT p.pixel_digest
        FROM picture p
        JOIN lookalike_internal.gone_image q ON q.archival_pixel_digest = p.pixel_digest
        WHERE NOT EXISTS (SELECT FROM wanted w WHERE w.image_id = q.image_id)
    )
    SELECT s.image_id, 'last copy',
           CASE WHEN s.is_classified AND b.pixel_digest IS NULL AND r.pixel_digest IS NOT NULL
                    THEN lookalike_internal.describe_possible_rendition()
                ELSE lookalike_internal.describe_last_copy(
                    s.is_classified, b.pixel_digest IS NOT NULL,
                    (SELECT o.path FROM lookalike_internal.image o WHERE o.image_id = s.source_image_id)) END
    FROM subject s
    LEFT JOIN stays own ON own.pixel_digest = s.pixel_digest
    LEFT JOIN stays source ON source.pixel_digest = s.source_pixel_digest
    LEFT JOIN published b ON b.pixel_digest = s.pixel_digest
    LEFT JOIN possible r ON r.pixel_digest = s.pixel_digest
    LEFT JOIN needed n ON n.pixel_digest = s.pixel_digest
    WHERE NOT s.is_classified
       OR own.pixel_digest IS NULL
          AND (source.pixel_digest IS NULL OR b.pixel_digest IS NOT NULL OR r.pixel_digest IS NOT NULL
               OR n.pixel_digest IS NOT NULL);

    RETURN QUERY
    WITH wanted AS MATERIALIZED (
        SELECT DISTINCT w.image_id FROM unnest(image_ids) AS w (image_id)
    ), subject AS MATERIALIZED (
        SELECT i.image_id, i.pixel_digest, i.frame_count, i.format, i.not_compared, m.cluster_id
        FROM wanted w
        JOIN lookalike_internal.image i ON i.image_id = w.image_id
        LEFT JOIN lookalike_internal.cluster_member m ON m.image_id = i.image_id
    ), stays AS MATERIALIZED (
        SELECT DISTINCT p.pixel_digest
        FROM (SELECT DISTINCT s.pixel_digest FROM subject s) p
        JOIN lookalike_internal.staying_image t ON t.pixel_digest = p.pixel_digest
        WHERE NOT EXISTS (SELECT FROM wanted w WHERE w.image_id = t.image_id)
    ), statement AS MATERIALIZED (
        SELECT s.image_id, s.pixel_digest, s.cluster_id, t.name, t.value
        FROM subject s JOIN lookalike_internal.image_statement t ON t.image_id = s.image_id
        WHERE s.cluster_id IS NOT NULL
           OR s.pixel_digest IN (SELECT y.pixel_digest FROM stays y)
              AND EXISTS (SELECT FROM lookalike_internal.retention_class k
                          WHERE k.image_id = s.image_id AND k.class <> 'unclassified')
    ), made_in_cluster AS MATERIALIZED (
        -- What files say that stay, each statement once for all images of a cluster.
        SELECT DISTINCT o.cluster_id, h.name, h.value
        FROM (SELECT DISTINCT s.cluster_id FROM statement s) c
        JOIN lookalike_internal.cluster_member o ON o.cluster_id = c.cluster_id
        JOIN lookalike_internal.staying_image t ON t.image_id = o.image_id
        JOIN lookalike_internal.image_statement h ON h.image_id = o.image_id
        WHERE NOT EXISTS (SELECT FROM wanted w WHERE w.image_id = o.image_id)
    ), made_of_pixels AS MATERIALIZED (
        SELECT DISTINCT h.pixel_digest, h.name, h.value
        FROM (SELECT DISTINCT s.pixel_digest FROM statement s WHERE s.cluster_id IS NULL) p
        JOIN lookalike_internal.image_statement h ON h.pixel_digest = p.pixel_digest
        JOIN lookalike_internal.staying_image t ON t.image_id = h.image_id
        WHERE NOT EXISTS (SELECT FROM wanted w WHERE w.image_id = h.image_id)
    )
    SELECT u.image_id, 'unique content',
           lookalike_internal.describe_unique(max(u.frame_count), max(u.format), max(u.not_compared),
                                              string_agg(u.name, ', ' ORDER BY u.name))
    FROM (SELECT s.image_id, s.frame_count, s.format, s.not_compared, NULL AS name
          FROM subject s
          WHERE (s.frame_count > 1 OR s.not_compared IS NOT NULL)
            AND s.pixel_digest NOT IN (SELECT y.pixel_digest FROM stays y)
          UNION ALL
          SELECT s.image_id, NULL, NULL, NULL, s.name
          FROM statement s
          LEFT JOIN made_in_cluster c ON c.cluster_id = s.cluster_id AND c.name = s.name AND c.value = s.value
          LEFT JOIN made_of_pixels p ON s.cluster_id IS NULL AND p.pixel_digest = s.pixel_digest
                                    AND p.name = s.name AND p.value = s.value
          WHERE c.cluster_id IS NULL AND p.pixel_digest IS NULL) u
    GROUP BY u.image_id;
END
$$;
COMMENT ON FUNCTION lookalike.find_guards(bigint[]) IS
    'The guards that keep these images from leaving together: one row for each image and guard. Images on their way out count as gone. An image that may leave has no row.';
