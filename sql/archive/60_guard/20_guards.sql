-- Reasons why an image may not leave.
CREATE OR REPLACE FUNCTION lookalike_internal.describe_last_copy(
    is_classified boolean, is_published boolean, source_path text
) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE
    WHEN NOT is_classified THEN 'It has no class, or it has changed since it was classified, so the archive does not know what would be lost.'
    WHEN is_published THEN 'Its picture has been published, and no other file that stays has the same pixels.'
    WHEN source_path IS NULL THEN 'No other file that stays has the same pixels, and no known image is the source of this image.'
    ELSE format('No other file that stays has the same pixels. This image derives from "%s", but that image does not stay, or published images or images set aside were made of this image.', source_path)
END;
COMMENT ON FUNCTION lookalike_internal.describe_last_copy(boolean, boolean, text) IS
    'Says in words why an image is the last copy: whether it has a class, whether it was published, and what it derives from.';

CREATE OR REPLACE FUNCTION lookalike_internal.describe_possible_rendition() RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN 'It may be the crop that was published, and no other file that stays has the same pixels. Nobody has confirmed or refused this yet.';
COMMENT ON FUNCTION lookalike_internal.describe_possible_rendition() IS 'Says in words why an image stays that may be the crop that was published.';

CREATE OR REPLACE FUNCTION lookalike_internal.describe_conflict(fields text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN format('Statements about the rights of the image and its copies contradict each other (%s), and nobody has settled the conflict.', fields);
COMMENT ON FUNCTION lookalike_internal.describe_conflict(text) IS
    'Says in words that the rights of an image are in conflict, in these fields.';

CREATE OR REPLACE FUNCTION lookalike_internal.describe_severity(severity text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN severity = 'medium' THEN ' The conflict is medium: it guards because setting guarded_severity is medium.' ELSE '' END;
COMMENT ON FUNCTION lookalike_internal.describe_severity(text) IS
    'Says in words that a medium conflict guards because of a setting; empty for a high conflict, which always guards.';

CREATE OR REPLACE FUNCTION lookalike_internal.describe_unique(
    frame_count integer, format text, not_compared text, statements text
) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN concat_ws(' ',
    CASE WHEN frame_count > 1 THEN
        format('No file that stays has its %s %s.', frame_count,
               CASE WHEN format IN ('TIFF', 'MPO', 'HEIF', 'DCX', 'PDF') THEN 'pages' ELSE 'frames' END) END,
    CASE WHEN not_compared IS NOT NULL THEN
        format('Part of the file was not compared (%s), and no file that stays has the same bytes.', not_compared) END,
    CASE WHEN statements IS NOT NULL THEN format('No file that stays has its %s.', statements) END);
COMMENT ON FUNCTION lookalike_internal.describe_unique(integer, text, text, text) IS
    'Says in words what only this file holds: frames or pages, what was not compared, statements in its metadata.';

-- Frames, and what was not compared, of which no other file that stays has the same.
CREATE OR REPLACE VIEW lookalike_internal.unique_frame AS
SELECT i.image_id, i.frame_count, i.format, i.not_compared
FROM lookalike_internal.image i
WHERE (i.frame_count > 1 OR i.not_compared IS NOT NULL)
  AND NOT EXISTS (SELECT FROM lookalike_internal.staying_image t
                  WHERE t.pixel_digest = i.pixel_digest AND t.image_id <> i.image_id);
COMMENT ON VIEW lookalike_internal.unique_frame IS 'Images with several frames, or with something that was not compared, of which no other file that stays has the same.';
COMMENT ON COLUMN lookalike_internal.unique_frame.image_id IS 'Number of the image.';
COMMENT ON COLUMN lookalike_internal.unique_frame.frame_count IS 'How many frames or pages the file holds.';
COMMENT ON COLUMN lookalike_internal.unique_frame.format IS 'Format of the file.';
COMMENT ON COLUMN lookalike_internal.unique_frame.not_compared IS 'What was not compared, in words.';

-- Statements that no other file of the cluster makes and stays; of an image in no cluster, no file with its pixels. An
-- image that has no such file beside it, or no class, is a last copy, and that says enough. In a crowd each
-- statement is counted once, or 50,000 blank pages would be compared with each other.
CREATE OR REPLACE VIEW lookalike_internal.unique_statement AS
SELECT s.image_id, s.name
FROM lookalike_internal.cluster c
JOIN lookalike_internal.cluster_member m ON m.cluster_id = c.cluster_id
JOIN lookalike_internal.image_statement s ON s.image_id = m.image_id
WHERE c.images <= 500
  AND NOT EXISTS (
        SELECT FROM lookalike_internal.cluster_member o
        JOIN lookalike_internal.staying_image t ON t.image_id = o.image_id
        JOIN lookalike_internal.image_statement h ON h.image_id = o.image_id
        WHERE o.cluster_id = m.cluster_id AND h.name = s.name AND h.value = s.value AND o.image_id <> s.image_id)
UNION ALL
SELECT n.image_id, n.name
FROM (
    SELECT s.image_id, s.name, t.image_id IS NOT NULL AS stays,
           count(t.image_id) OVER (PARTITION BY m.cluster_id, s.name, s.value) AS staying
    FROM lookalike_internal.cluster c
    JOIN lookalike_internal.cluster_member m ON m.cluster_id = c.cluster_id
    JOIN lookalike_internal.image_statement s ON s.image_id = m.image_id
    LEFT JOIN lookalike_internal.staying_image t ON t.image_id = m.image_id
    WHERE c.images > 500
) n
WHERE n.staying = n.stays::integer
UNION ALL
SELECT s.image_id, s.name
FROM lookalike_internal.image_statement s
JOIN lookalike_internal.retention_class k ON k.image_id = s.image_id AND k.class <> 'unclassified'
WHERE NOT EXISTS (SELECT FROM lookalike_internal.cluster_member m WHERE m.image_id = s.image_id)
  AND EXISTS (SELECT FROM lookalike_internal.staying_image t
              WHERE t.pixel_digest = s.pixel_digest AND t.image_id <> s.image_id)
  AND NOT EXISTS (
        SELECT FROM lookalike_internal.image_statement h
        JOIN lookalike_internal.staying_image t ON t.image_id = h.image_id
        WHERE h.pixel_digest = s.pixel_digest AND h.name = s.name AND h.value = s.value AND h.image_id <> s.image_id);
COMMENT ON VIEW lookalike_internal.unique_statement IS 'Statements in the metadata of an image that no other file of its cluster makes and stays.';
COMMENT ON COLUMN lookalike_internal.unique_statement.image_id IS 'Number of the image.';
COMMENT ON COLUMN lookalike_internal.unique_statement.name IS 'Subject of the statement.';
