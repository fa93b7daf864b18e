-- What comes after a scan, for the copies in pg_temp.copy: matches with their proofs, a catalogue that
-- names half of the images, publications, holds and decisions. Triggers are off, so queues stay empty.
UPDATE lookalike_internal.image i
SET sha256 = CASE WHEN c.kind = 'bytes' THEN o.sha256 ELSE i.sha256 END,
    pixel_digest = CASE WHEN c.kind IN ('bytes', 'pixels') THEN o.pixel_digest ELSE i.pixel_digest END,
    width = CASE WHEN c.kind = 'resized' THEN 500 ELSE i.width END,
    height = CASE WHEN c.kind = 'resized' THEN 400 ELSE i.height END,
    captured_at = CASE WHEN c.image_id % 3 = 0 THEN timestamptz '1990-01-01' END
FROM pg_temp.copy c JOIN lookalike_internal.image o ON o.image_id = c.original_id
WHERE i.image_id = c.image_id;

INSERT INTO lookalike_internal.match (image_id_a, image_id_b, has_same_bytes, has_same_pixels, phash_distance,
    phash_256_distance, relation, is_accepted, run_id, found_by, proof, inliers, correlation, agreement,
    overlap, scale, angle, is_mirrored, is_negative, inner_image_id, x, y, width, height, derived_image_id)
SELECT c.original_id, c.image_id, c.kind = 'bytes', c.kind IN ('bytes', 'pixels'), 3, 12,
       CASE c.kind WHEN 'bytes' THEN 'identical file' WHEN 'pixels' THEN 'identical image'
                   WHEN 'resized' THEN 'resized' WHEN 'cropped' THEN 'cropped, toned' ELSE 're-encoded' END,
       c.kind <> 'possible', r.run_id, 'hash',
       CASE WHEN c.kind IN ('resized', 'cropped') THEN 'proven' WHEN c.kind = 'possible' THEN 'not proven' END,
       40, 0.98, 0.95, 1, 0.5, 0, false, false, c.image_id, 0, 0, 100, 100,
       CASE WHEN c.kind IN ('resized', 'cropped') THEN c.image_id END
FROM pg_temp.copy c CROSS JOIN (SELECT min(r.run_id) AS run_id FROM lookalike_internal.run r) r;
DELETE FROM lookalike_internal.unmatched_image;
INSERT INTO lookalike_internal.run (stage, state, settings, finished_at)
VALUES ('match', 'finished', '{"radius": 8, "threshold": 64, "crowd_limit": 500}', now());

INSERT INTO lookalike_internal.catalogue (name, mapping) VALUES ('made-up', '{}');
INSERT INTO lookalike_internal.catalogue_import (catalogue_id, source, mapping)
SELECT k.catalogue_id, 'made-up', '{}' FROM lookalike_internal.catalogue k;
INSERT INTO lookalike_internal.catalogue_entry (
    catalogue_id, external_id, title, creator, licence, is_published, series, closed_on, first_import_id,
    import_id)
SELECT m.catalogue_id, i.image_id::text, 'Picture ' || i.image_id / 3, 'A. Lens',
       CASE WHEN i.image_id % 50 = 0 THEN 'CC BY 4.0' ELSE 'CC0' END, i.image_id % 12 = 0,
       CASE WHEN i.image_id % 4 = 0 THEN 'Series ' || i.image_id % 40 END,
       CASE WHEN i.image_id % 8 = 0 THEN date '1995-01-01' + (i.image_id * 7 % 11000)::integer END,
       m.import_id, m.import_id
FROM lookalike_internal.image i CROSS JOIN lookalike_internal.catalogue_import m WHERE i.image_id % 2 = 0;
INSERT INTO lookalike_internal.entry_image (entry_id, image_id, link_evidence)
SELECT e.entry_id, e.external_id::bigint, 'path' FROM lookalike_internal.catalogue_entry e;
INSERT INTO lookalike_internal.publication (pixel_digest, entry_id)
SELECT i.pixel_digest, e.entry_id
FROM lookalike_internal.catalogue_entry e JOIN lookalike_internal.image i ON i.image_id = e.external_id::bigint
WHERE e.is_published;
INSERT INTO lookalike_internal.published_entry (entry_id, medium, is_crop)
SELECT e.entry_id, 'print', e.external_id::bigint % 24 = 0 FROM lookalike_internal.catalogue_entry e WHERE e.is_published;
INSERT INTO lookalike_internal.legal_matter (name, opened_by) VALUES ('made-up', 'A. Lens');
INSERT INTO lookalike_internal.legal_hold (matter_id, pixel_digest, image_id, reason, placed_by)
SELECT m.matter_id, i.pixel_digest, i.image_id, 'made-up', 'A. Lens'
FROM lookalike_internal.legal_matter m CROSS JOIN lookalike_internal.image i WHERE i.image_id % 2000 = 0;
INSERT INTO lookalike_internal.legal_hold_picture (hold_id, pixel_digest)
SELECT h.hold_id, h.pixel_digest FROM lookalike_internal.legal_hold h;
INSERT INTO lookalike_internal.legal_hold_file (hold_id, sha256)
SELECT h.hold_id, i.sha256 FROM lookalike_internal.legal_hold h JOIN lookalike_internal.image i USING (image_id);
INSERT INTO lookalike_internal.decision (decision, pixel_digest_a, image_id_a, path_a, decided_by, reason)
SELECT 'keep', i.pixel_digest, i.image_id, i.path, 'A. Lens', 'made-up'
FROM lookalike_internal.image i WHERE i.image_id % 1000 = 1;
