-- Reasons why an image may not leave.
CREATE OR REPLACE FUNCTION lookalike_internal.describe_last_copy(
    is_classified boolean, is_published boolean, source_path text
) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE
    WHEN NOT is_classified THEN 'It has no class, or it has changed since it was classified, so the archive does not know what would be lost.'
    WHEN is_published THEN 'It has been published, and no other file that stays has the same pixels.'
    WHEN source_path IS NULL THEN 'No other file that stays has the same pixels, and no known image is the source of this image.'
    ELSE format('No other file that stays has the same pixels. This image derives from "%s", but that image does not stay, or published images or images set aside were made of this image.', source_path)
END;
COMMENT ON FUNCTION lookalike_internal.describe_last_copy(boolean, boolean, text) IS
    'Says in words why an image is the last copy: whether it has a class, whether it was published, and what it derives from.';

CREATE OR REPLACE FUNCTION lookalike_internal.describe_conflict(fields text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN format('Statements about the rights of the image and its copies contradict each other (%s), and nobody has settled the conflict.', fields);
COMMENT ON FUNCTION lookalike_internal.describe_conflict(text) IS
    'Says in words that the rights of an image are in conflict, in these fields.';

CREATE OR REPLACE VIEW lookalike.guarded_image AS
SELECT g.image_id, c.name AS collection, i.path, g.guard, g.reason
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
    SELECT k.image_id, 'conflicting rights', lookalike_internal.describe_conflict(k.fields)
    FROM lookalike.conflicted_image k
    UNION ALL
    SELECT i.image_id, 'last copy', lookalike_internal.describe_last_copy(false, false, NULL)
    FROM lookalike_internal.image i
    WHERE NOT EXISTS (SELECT FROM lookalike_internal.retention_class k
                      WHERE k.image_id = i.image_id AND k.class <> 'unclassified')
    UNION ALL
    SELECT i.image_id, 'last copy',
           lookalike_internal.describe_last_copy(
               true,
               EXISTS (SELECT FROM lookalike_internal.publication p WHERE p.pixel_digest = i.pixel_digest),
               o.path)
    FROM lookalike_internal.image i
    JOIN lookalike_internal.retention_class k ON k.image_id = i.image_id AND k.class <> 'unclassified'
    LEFT JOIN lookalike_internal.derivation_source s ON s.image_id = i.image_id
    LEFT JOIN lookalike_internal.image o ON o.image_id = s.source_image_id
    WHERE NOT EXISTS (SELECT FROM lookalike_internal.staying_image t
                      WHERE t.pixel_digest = i.pixel_digest AND t.image_id <> i.image_id)
      AND NOT EXISTS (SELECT FROM lookalike_internal.backed_image b WHERE b.image_id = i.image_id)
) g
JOIN lookalike_internal.present_image i ON i.image_id = g.image_id
JOIN lookalike_internal.collection c ON c.collection_id = i.collection_id;
COMMENT ON VIEW lookalike.guarded_image IS 'Present images that must stay in the archive. A guard outranks every rule. One row for each image and guard.';
COMMENT ON COLUMN lookalike.guarded_image.image_id IS 'Number of the image.';
COMMENT ON COLUMN lookalike.guarded_image.collection IS 'Collection of the image.';
COMMENT ON COLUMN lookalike.guarded_image.path IS 'Path relative to the folder of the collection.';
COMMENT ON COLUMN lookalike.guarded_image.guard IS 'legal hold, human decision, conflicting rights or last copy.';
COMMENT ON COLUMN lookalike.guarded_image.reason IS 'Reason of the guard, in words.';
