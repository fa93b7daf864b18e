-- Images that are present, images on their way out, and images that stay.
CREATE OR REPLACE VIEW lookalike_internal.present_image AS
SELECT i.* FROM lookalike_internal.image i WHERE i.missing_since IS NULL;
COMMENT ON VIEW lookalike_internal.present_image IS 'Images whose files were there at the last scan.';
COMMENT ON COLUMN lookalike_internal.present_image.image_id IS 'Number of the image; it stays when the file moves or changes.';
COMMENT ON COLUMN lookalike_internal.present_image.collection_id IS 'The collection of the image.';
COMMENT ON COLUMN lookalike_internal.present_image.path IS 'Path relative to the folder of the collection; bytes that are not UTF-8 are written \xHH.';
COMMENT ON COLUMN lookalike_internal.present_image.byte_size IS 'Size of the file in bytes.';
COMMENT ON COLUMN lookalike_internal.present_image.modified_at IS 'Modification time of the file.';
COMMENT ON COLUMN lookalike_internal.present_image.sha256 IS 'SHA-256 of the bytes of the file: exact identity.';
COMMENT ON COLUMN lookalike_internal.present_image.pixel_digest IS
    'Digest of all that the file shows, orientation applied: every frame, alpha, and what a colour profile does to colours. The same picture in another file has the same digest.';
COMMENT ON COLUMN lookalike_internal.present_image.format IS 'Format found in the content, whatever the suffix says.';
COMMENT ON COLUMN lookalike_internal.present_image.width IS 'Width in pixels, orientation applied.';
COMMENT ON COLUMN lookalike_internal.present_image.height IS 'Height in pixels, orientation applied.';
COMMENT ON COLUMN lookalike_internal.present_image.mode IS 'Pixel mode as stored, in Pillow''s names (RGB, L, CMYK, I;16).';
COMMENT ON COLUMN lookalike_internal.present_image.frame_count IS 'Frames or pages of the file, without previews. The largest is the image of the file.';
COMMENT ON COLUMN lookalike_internal.present_image.is_lossless IS 'Whether the format keeps every pixel as it was given.';
COMMENT ON COLUMN lookalike_internal.present_image.captured_at IS 'Capture time in the metadata; taken as UTC where it names no offset.';
COMMENT ON COLUMN lookalike_internal.present_image.camera IS 'Maker and model of the camera or scanner.';
COMMENT ON COLUMN lookalike_internal.present_image.software IS 'Software that wrote the file, as the metadata say.';
COMMENT ON COLUMN lookalike_internal.present_image.creator IS 'Creator (EXIF Artist, IPTC By-line, dc:creator).';
COMMENT ON COLUMN lookalike_internal.present_image.copyright_notice IS 'Copyright notice (EXIF Copyright, IPTC, dc:rights).';
COMMENT ON COLUMN lookalike_internal.present_image.credit_line IS 'Credit line (IPTC Credit, photoshop:Credit).';
COMMENT ON COLUMN lookalike_internal.present_image.usage_terms IS 'Rights usage terms (xmpRights:UsageTerms).';
COMMENT ON COLUMN lookalike_internal.present_image.rights_url IS 'Web statement of rights (xmpRights:WebStatement).';
COMMENT ON COLUMN lookalike_internal.present_image.metadata IS 'Further metadata found in the file.';
COMMENT ON COLUMN lookalike_internal.present_image.first_seen_run_id IS 'Scan that saw the image first.';
COMMENT ON COLUMN lookalike_internal.present_image.changed_run_id IS 'Scan that last found its content new or changed.';
COMMENT ON COLUMN lookalike_internal.present_image.missing_since IS
    'When a scan first missed the image, or left it out by a pattern; null while it is present.';
COMMENT ON COLUMN lookalike_internal.present_image.not_compared IS
    'What the file holds that its pixel digest does not cover, in words, such as layers; null where everything was compared. The file then counts as identical only to a file of the same bytes.';

-- An image on its way out counts as gone. Another file may lie under its path later.
CREATE OR REPLACE VIEW lookalike_internal.leaving_image AS
SELECT q.image_id, q.plan_id, q.state, q.pixel_digest, q.archival_pixel_digest
FROM lookalike_internal.quarantine_item q
WHERE q.state IN ('approved', 'moving', 'moved', 'restoring');
COMMENT ON VIEW lookalike_internal.leaving_image IS 'Images that are approved for quarantine, or are in quarantine.';
COMMENT ON COLUMN lookalike_internal.leaving_image.image_id IS 'Number of the image.';
COMMENT ON COLUMN lookalike_internal.leaving_image.plan_id IS 'Number of the plan.';
COMMENT ON COLUMN lookalike_internal.leaving_image.state IS 'approved, moving, moved or restoring.';
COMMENT ON COLUMN lookalike_internal.leaving_image.pixel_digest IS 'Its pixels when it was proposed.';
COMMENT ON COLUMN lookalike_internal.leaving_image.archival_pixel_digest IS
    'Pixels of the archival file from which it was made, which must stay; its own if it was made from no other.';

-- What any plan has at hand, so that no other plan takes it.
CREATE OR REPLACE VIEW lookalike_internal.busy_image AS
SELECT q.image_id, q.plan_id, q.state
FROM lookalike_internal.quarantine_item q
WHERE q.state IN ('approved', 'moving', 'moved', 'restoring', 'handing over');
COMMENT ON VIEW lookalike_internal.busy_image IS 'Images that are approved for quarantine, in quarantine, or about to be handed over.';
COMMENT ON COLUMN lookalike_internal.busy_image.image_id IS 'Number of the image.';
COMMENT ON COLUMN lookalike_internal.busy_image.plan_id IS 'Number of the plan.';
COMMENT ON COLUMN lookalike_internal.busy_image.state IS 'approved, moving, moved, restoring or handing over.';

-- An image that is gone was made of a file, which has to stay for its sake.
CREATE OR REPLACE VIEW lookalike_internal.gone_image AS
SELECT l.image_id, l.archival_pixel_digest FROM lookalike_internal.leaving_image l
UNION ALL
SELECT q.image_id, q.archival_pixel_digest FROM lookalike_internal.quarantine_item q WHERE q.state = 'disposed';
COMMENT ON VIEW lookalike_internal.gone_image IS 'Images on their way out, in quarantine, or recorded as disposed of.';
COMMENT ON COLUMN lookalike_internal.gone_image.image_id IS 'Number of the image.';
COMMENT ON COLUMN lookalike_internal.gone_image.archival_pixel_digest IS
    'Pixels of the archival file from which it was made; its own if it was made from no other.';

-- A bin will be emptied: what lies there does not stay. Nor does a file that another keeper took over: only what is kept
-- here counts.
CREATE OR REPLACE VIEW lookalike_internal.staying_image AS
SELECT i.image_id, i.pixel_digest
FROM lookalike_internal.image i
JOIN lookalike_internal.collection c ON c.collection_id = i.collection_id
WHERE i.missing_since IS NULL
  AND NOT lookalike_internal.is_discarded(c.root || '/' || i.path)
  AND NOT EXISTS (SELECT FROM lookalike_internal.leaving_image q
                  WHERE q.image_id = i.image_id AND q.pixel_digest = i.pixel_digest)
  AND NOT EXISTS (SELECT FROM lookalike_internal.quarantine_item q
                  WHERE q.state = 'transferred' AND q.image_id = i.image_id AND q.pixel_digest = i.pixel_digest);
COMMENT ON VIEW lookalike_internal.staying_image IS 'Images that are present, not in a bin or snapshot, not on their way into quarantine, and not transferred to another keeper.';
COMMENT ON COLUMN lookalike_internal.staying_image.image_id IS 'Number of the image.';
COMMENT ON COLUMN lookalike_internal.staying_image.pixel_digest IS 'Its pixels.';
