-- The guards but for conflicting rights, each image looked at as if it alone were gone. All arguments null mean all images;
-- else these images, with their clusters, and their pictures outside clusters. No pinned search_path, so that the planner
-- puts the body into the queries around it. Reasons that need further tables are subqueries: where nobody reads the reason, the
-- planner leaves them out.
CREATE OR REPLACE FUNCTION lookalike_internal.list_guards(of_images bigint[], of_clusters integer[], of_pictures bytea[])
    RETURNS TABLE (image_id bigint, guard text, reason text)
    LANGUAGE sql STABLE PARALLEL SAFE ROWS 10000
BEGIN ATOMIC
    SELECT g.image_id, g.guard, g.reason
    FROM (
        SELECT h.image_id, 'legal hold' AS guard,
               string_agg(format('Held for "%s": %s', h.matter, h.reason), '; ' ORDER BY h.hold_id) AS reason
        FROM lookalike.held_image h
        GROUP BY h.image_id
        UNION ALL
        SELECT d.image_id, 'human decision', format('%s decided to keep it: %s', d.decided_by, d.reason)
        FROM lookalike.image_decision d
        WHERE d.decision = 'keep'
        UNION ALL
        SELECT v.image_id, 'vital record', v.reason
        FROM lookalike_detail.vital_image v
        UNION ALL
        SELECT i.image_id, 'last copy', lookalike_internal.describe_last_copy(false, false, NULL)
        FROM lookalike_internal.image i
        WHERE NOT EXISTS (SELECT FROM lookalike_internal.retention_class k
                          WHERE k.image_id = i.image_id AND k.class <> 'unclassified')
        UNION ALL
        SELECT i.image_id, 'last copy',
               CASE WHEN EXISTS (SELECT FROM lookalike_internal.publication p WHERE p.pixel_digest = i.pixel_digest)
                        THEN lookalike_internal.describe_last_copy(true, true, NULL)
                    WHEN EXISTS (SELECT FROM lookalike_internal.possible_rendition r WHERE r.pixel_digest = i.pixel_digest)
                        THEN lookalike_internal.describe_possible_rendition()
                    ELSE lookalike_internal.describe_last_copy(true, false, (
                        SELECT o.path
                        FROM lookalike_internal.derivation_source s
                        JOIN lookalike_internal.image o ON o.image_id = s.source_image_id
                        WHERE s.image_id = i.image_id)) END
        FROM lookalike_internal.image i
        JOIN lookalike_internal.retention_class k ON k.image_id = i.image_id AND k.class <> 'unclassified'
        WHERE NOT EXISTS (SELECT FROM lookalike_internal.staying_image t
                          WHERE t.pixel_digest = i.pixel_digest AND t.image_id <> i.image_id)
          AND NOT EXISTS (SELECT FROM lookalike_internal.backed_image b WHERE b.image_id = i.image_id)
        UNION ALL
        SELECT u.image_id, 'unique content',
               lookalike_internal.describe_unique(max(u.frame_count), max(u.format), max(u.not_compared),
                                                  string_agg(u.name, ', ' ORDER BY u.name))
        FROM (SELECT f.image_id, f.frame_count, f.format, f.not_compared, NULL AS name
              FROM lookalike_internal.unique_frame f
              UNION ALL
              SELECT s.image_id, NULL, NULL, NULL, s.name FROM lookalike_internal.unique_statement s) u
        GROUP BY u.image_id
        UNION ALL
        SELECT l.image_id, 'other record',
               (SELECT lookalike_internal.describe_lost(array_agg(DISTINCT r.name ORDER BY r.name))
                FROM lookalike_internal.image_record r
                WHERE r.image_id = l.image_id AND r.record = ANY (l.records))
        FROM (SELECT r.image_id, array_agg(r.record) AS records
              FROM lookalike_internal.lost_records(of_clusters, of_pictures, NULL) r
              GROUP BY r.image_id) l
    ) g
    WHERE of_images IS NULL OR g.image_id = ANY (of_images);
END;
COMMENT ON FUNCTION lookalike_internal.list_guards(bigint[], integer[], bytea[]) IS
    'The guards of these images, or of all, but for conflicting rights: one row for each image and guard.';

CREATE OR REPLACE VIEW lookalike_detail.guarded_image AS
SELECT g.image_id, c.name AS collection, i.path, g.guard, g.reason COLLATE "C" AS reason
FROM (
    SELECT l.image_id, l.guard, l.reason FROM lookalike_internal.list_guards(NULL, NULL, NULL) l
    UNION ALL
    SELECT k.image_id, 'conflicting rights', lookalike_internal.describe_conflict(k.fields)
           || lookalike_internal.describe_severity(k.severity)
    FROM lookalike_detail.conflicted_image k
    WHERE lookalike_internal.is_guarded_severity(k.severity)
) g
JOIN lookalike_internal.present_image i ON i.image_id = g.image_id
JOIN lookalike_internal.collection c ON c.collection_id = i.collection_id;
COMMENT ON VIEW lookalike_detail.guarded_image IS 'Present images that must stay in the archive. A guard outranks every rule. One row for each image and guard.';
COMMENT ON COLUMN lookalike_detail.guarded_image.image_id IS 'Number of the image.';
COMMENT ON COLUMN lookalike_detail.guarded_image.collection IS 'Collection of the image.';
COMMENT ON COLUMN lookalike_detail.guarded_image.path IS 'Path relative to the folder of the collection.';
COMMENT ON COLUMN lookalike_detail.guarded_image.guard IS 'legal hold, human decision, conflicting rights, other record, vital record, last copy or unique content.';
COMMENT ON COLUMN lookalike_detail.guarded_image.reason IS 'Reason of the guard, in words.';
