-- A mark of a person and the word of an entry each make a record vital; neither takes the other away.
CREATE OR REPLACE VIEW lookalike_detail.vital_image AS
SELECT v.image_id, string_agg(v.reason, ' ' ORDER BY v.reason) AS reason
FROM (
    SELECT l.image_id, format('Entry "%s" of catalogue "%s" says that the record is vital.', e.external_id, c.name) AS reason
    FROM lookalike_internal.catalogue_entry e
    JOIN lookalike_internal.catalogue c ON c.catalogue_id = e.catalogue_id
    JOIN lookalike_internal.entry_image l ON l.entry_id = e.entry_id
    WHERE e.is_vital AND e.missing_since IS NULL
    UNION ALL
    SELECT i.image_id, format('%s marked it as a vital record: %s.', m.marked_by, rtrim(m.reason, '.'))
    FROM (
        SELECT DISTINCT ON (k.pixel_digest) k.pixel_digest, k.is_vital, k.marked_by, k.reason
        FROM lookalike_internal.vital_mark k
        ORDER BY k.pixel_digest, k.mark_id DESC
    ) m
    JOIN lookalike_internal.image i ON i.pixel_digest = m.pixel_digest
    WHERE m.is_vital
) v
GROUP BY v.image_id;
COMMENT ON VIEW lookalike_detail.vital_image IS 'Images of vital records: a catalogue entry says so, or a person marked the picture. They may not leave the archive.';
COMMENT ON COLUMN lookalike_detail.vital_image.image_id IS 'Number of the image.';
COMMENT ON COLUMN lookalike_detail.vital_image.reason IS 'The reasons, in words.';
