CREATE OR REPLACE VIEW lookalike_internal.active_hold AS
SELECT h.hold_id, m.name AS matter, h.reason, h.image_id, h.entry_id, h.collection_id,
       coalesce(h.asked_by, m.asked_by) AS release_asked_by, h.scope
FROM lookalike_internal.legal_hold h
JOIN lookalike_internal.legal_matter m ON m.matter_id = h.matter_id AND m.closed_at IS NULL
WHERE h.released_at IS NULL;
COMMENT ON VIEW lookalike_internal.active_hold IS 'Legal holds that have not been released, and whose matter is open.';
COMMENT ON COLUMN lookalike_internal.active_hold.hold_id IS 'Number of the hold.';
COMMENT ON COLUMN lookalike_internal.active_hold.matter IS 'The matter that the hold is for.';
COMMENT ON COLUMN lookalike_internal.active_hold.reason IS 'Reason of the hold.';
COMMENT ON COLUMN lookalike_internal.active_hold.image_id IS 'The image that the hold names, if it names an image.';
COMMENT ON COLUMN lookalike_internal.active_hold.entry_id IS 'The catalogue entry that the hold names, if it names an entry.';
COMMENT ON COLUMN lookalike_internal.active_hold.collection_id IS 'The collection that the hold names, if it names a collection.';
COMMENT ON COLUMN lookalike_internal.active_hold.release_asked_by IS 'Name of the person who asked to release it, or to close its matter; null while nobody asks.';
COMMENT ON COLUMN lookalike_internal.active_hold.scope IS 'picture and versions, or file.';

-- A copy of evidence is evidence: a hold covers every image with the pixels of a picture, or the bytes of a file, that it
-- ever covered. It also covers the images it names at this moment: a scan may add one while the hold is being placed. The
-- versions of what is held are recorded as held when they become known (20_cover_versions.sql), so the view need not look.
CREATE OR REPLACE VIEW lookalike.held_image AS
SELECT i.image_id, h.hold_id, h.matter, h.reason, h.release_asked_by, h.scope
FROM lookalike_internal.active_hold h
JOIN lookalike_internal.legal_hold_picture p ON p.hold_id = h.hold_id
JOIN lookalike_internal.image i ON i.pixel_digest = p.pixel_digest
UNION
SELECT i.image_id, h.hold_id, h.matter, h.reason, h.release_asked_by, h.scope
FROM lookalike_internal.active_hold h
JOIN lookalike_internal.legal_hold_file f ON f.hold_id = h.hold_id
JOIN lookalike_internal.image i ON i.sha256 = f.sha256
UNION
SELECT i.image_id, h.hold_id, h.matter, h.reason, h.release_asked_by, h.scope
FROM lookalike_internal.active_hold h
JOIN lookalike_internal.legal_hold_image n ON n.hold_id = h.hold_id
JOIN lookalike_internal.image i ON i.image_id = n.image_id
UNION
SELECT e.image_id, h.hold_id, h.matter, h.reason, h.release_asked_by, h.scope
FROM lookalike_internal.active_hold h
JOIN lookalike_internal.entry_image e ON e.entry_id = h.entry_id
UNION
SELECT i.image_id, h.hold_id, h.matter, h.reason, h.release_asked_by, h.scope
FROM lookalike_internal.active_hold h
JOIN lookalike_internal.image i ON i.collection_id = h.collection_id;
COMMENT ON VIEW lookalike.held_image IS 'Images under an active legal hold, present or missing: one row for each image and hold.';
COMMENT ON COLUMN lookalike.held_image.image_id IS 'Number of the image.';
COMMENT ON COLUMN lookalike.held_image.hold_id IS 'Number of the hold.';
COMMENT ON COLUMN lookalike.held_image.matter IS 'The matter that the image is held for.';
COMMENT ON COLUMN lookalike.held_image.reason IS 'Reason of the hold.';
COMMENT ON COLUMN lookalike.held_image.release_asked_by IS 'Name of the person who asked to release the hold, or to close its matter; the hold stays until another person confirms it.';
COMMENT ON COLUMN lookalike.held_image.scope IS 'picture and versions: the hold covers the copies, the versions and the composites of its pictures, too; file: only files with these bytes or these pixels.';

CREATE OR REPLACE FUNCTION lookalike_internal.images_named_by(hold_id bigint) RETURNS TABLE (image_id bigint)
    LANGUAGE sql STABLE
    SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT i.image_id FROM lookalike_internal.legal_hold_picture p JOIN lookalike_internal.image i ON i.pixel_digest = p.pixel_digest
    WHERE p.hold_id = images_named_by.hold_id
    UNION
    SELECT i.image_id FROM lookalike_internal.legal_hold_file f JOIN lookalike_internal.image i ON i.sha256 = f.sha256
    WHERE f.hold_id = images_named_by.hold_id
    UNION
    SELECT n.image_id FROM lookalike_internal.legal_hold_image n WHERE n.hold_id = images_named_by.hold_id
    UNION
    SELECT l.image_id FROM lookalike_internal.legal_hold h JOIN lookalike_internal.entry_image l ON l.entry_id = h.entry_id
    WHERE h.hold_id = images_named_by.hold_id
    UNION
    SELECT i.image_id FROM lookalike_internal.legal_hold h JOIN lookalike_internal.image i ON i.collection_id = h.collection_id
    WHERE h.hold_id = images_named_by.hold_id;
END;
COMMENT ON FUNCTION lookalike_internal.images_named_by(bigint) IS
    'The images that a hold, active or ended, covers by a picture, a file, an entry or a collection; called by the triggers on holds and matters.';

-- Triggers call this and the next one, as the owner.
CREATE OR REPLACE FUNCTION lookalike_internal.record_covered(holds bigint[], pixel_digests bytea[], sha256s bytea[]) RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF holds IS NULL THEN
        RETURN;
    END IF;
    INSERT INTO lookalike_internal.legal_hold_picture (hold_id, pixel_digest)
    SELECT DISTINCT c.hold_id, c.pixel_digest FROM unnest(holds, pixel_digests) AS c (hold_id, pixel_digest)
    ON CONFLICT (hold_id, pixel_digest) DO NOTHING;
    INSERT INTO lookalike_internal.legal_hold_file (hold_id, sha256)
    SELECT DISTINCT c.hold_id, c.sha256 FROM unnest(holds, sha256s) AS c (hold_id, sha256)
    ON CONFLICT (hold_id, sha256) DO NOTHING;
END
$$;
COMMENT ON FUNCTION lookalike_internal.record_covered(bigint[], bytea[], bytea[]) IS
    'Records pixels and bytes that holds cover, given row by row. They stay held, whatever becomes of the images.';

CREATE OR REPLACE FUNCTION lookalike_internal.record_held(images bigint[]) RETURNS void
    LANGUAGE sql
    SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT lookalike_internal.record_covered(array_agg(h.hold_id), array_agg(i.pixel_digest), array_agg(i.sha256))
    FROM lookalike.held_image h JOIN lookalike_internal.image i ON i.image_id = h.image_id
    WHERE h.image_id = ANY (images);
END;
COMMENT ON FUNCTION lookalike_internal.record_held(bigint[]) IS
    'Records the pixels and the bytes of those of the images that active holds cover.';
