-- The archive for people: sites, collections, images, hashes, runs, settings, models and holds.

CREATE OR REPLACE VIEW lookalike.site AS
SELECT s.site_id, s.name, s.sector, s.jurisdiction, s.storage_rate, s.rate_basis, s.tb_per_rack_unit, s.currency,
       (SELECT count(*) FROM lookalike_internal.collection c WHERE c.site_id = s.site_id) AS collections,
       s.created_at
FROM lookalike_internal.site s;
COMMENT ON VIEW lookalike.site IS 'Sites. A site is a place that keeps collections; set_site() adds or changes one.';
COMMENT ON COLUMN lookalike.site.site_id IS 'Number of the site.';
COMMENT ON COLUMN lookalike.site.name IS 'Name of the site.';
COMMENT ON COLUMN lookalike.site.sector IS 'Sector in the words of people, such as library or newsroom; null where nobody declared it.';
COMMENT ON COLUMN lookalike.site.jurisdiction IS 'The place whose law holds there, as an ISO 3166 code such as HK; null where nobody declared it.';
COMMENT ON COLUMN lookalike.site.storage_rate IS 'Price of storage for one unit of rate_basis; null where the settings of the archive hold.';
COMMENT ON COLUMN lookalike.site.rate_basis IS 'What the price is for: TB and year, or rack unit and month. One TB is 10^12 bytes.';
COMMENT ON COLUMN lookalike.site.tb_per_rack_unit IS 'How many TB a rack unit holds; null for prices of a TB and year.';
COMMENT ON COLUMN lookalike.site.currency IS 'Currency of the price, as an ISO 4217 code such as HKD.';
COMMENT ON COLUMN lookalike.site.collections IS 'How many collections it keeps.';
COMMENT ON COLUMN lookalike.site.created_at IS 'When it was added.';

CREATE OR REPLACE VIEW lookalike.collection AS
SELECT c.collection_id, c.name, c.root, c.created_at, c.holds, r.jurisdiction,
       r.site, r.sector, trim_scale(r.cost_per_byte_year * 1e12) AS cost_per_tb_year, r.currency
FROM lookalike_internal.collection c
JOIN lookalike_internal.collection_rate r ON r.collection_id = c.collection_id;
COMMENT ON VIEW lookalike.collection IS 'Collections. A collection is a folder that is scanned as one.';
COMMENT ON COLUMN lookalike.collection.collection_id IS 'Number of the collection.';
COMMENT ON COLUMN lookalike.collection.name IS 'Name of the collection.';
COMMENT ON COLUMN lookalike.collection.root IS 'Absolute path of its folder; bytes that are not UTF-8 are written \xHH.';
COMMENT ON COLUMN lookalike.collection.created_at IS 'When it was added.';
COMMENT ON COLUMN lookalike.collection.holds IS 'What people declared that it holds: masters or derivatives; null where nothing is known.';
COMMENT ON COLUMN lookalike.collection.jurisdiction IS 'The place whose law holds for its files, as an ISO 3166 code such as HK: as declared for it, or else for its site; null where nobody declared it.';
COMMENT ON COLUMN lookalike.collection.site IS 'Name of the site that keeps it; null where nobody declared it.';
COMMENT ON COLUMN lookalike.collection.sector IS 'Sector of the site.';
COMMENT ON COLUMN lookalike.collection.cost_per_tb_year IS 'What one terabyte (10^12 bytes) costs a year there, by the rate of the site, or else by setting storage_cost_per_tb_year.';
COMMENT ON COLUMN lookalike.collection.currency IS 'Currency of the cost.';

CREATE OR REPLACE VIEW lookalike_detail.image AS
SELECT i.image_id, c.name AS collection, i.path, i.byte_size, i.modified_at, encode(i.sha256, 'hex') AS sha256,
       encode(i.pixel_digest, 'hex') AS pixel_digest, i.format, i.width, i.height, i.mode, i.frame_count,
       i.is_lossless, i.captured_at, i.camera, i.software, i.creator, i.copyright_notice,
       i.credit_line, i.usage_terms, i.rights_url, i.metadata::text AS metadata, i.missing_since,
       i.not_compared, lookalike_internal.full_path(c.root, i.path) AS full_path
FROM lookalike_internal.image i
JOIN lookalike_internal.collection c ON c.collection_id = i.collection_id;
COMMENT ON VIEW lookalike_detail.image IS 'Files that are images, also missing files.';
COMMENT ON COLUMN lookalike_detail.image.image_id IS 'Number of the image.';
COMMENT ON COLUMN lookalike_detail.image.collection IS 'The collection of the image.';
COMMENT ON COLUMN lookalike_detail.image.path IS 'Path relative to the folder of the collection; bytes that are not UTF-8 are written \xHH.';
COMMENT ON COLUMN lookalike_detail.image.byte_size IS 'Size of the file in bytes.';
COMMENT ON COLUMN lookalike_detail.image.modified_at IS 'When the file was last written, as the file system says.';
COMMENT ON COLUMN lookalike_detail.image.sha256 IS 'SHA-256 of the file, in hexadecimal.';
COMMENT ON COLUMN lookalike_detail.image.pixel_digest IS 'Digest of all that the file shows, in hexadecimal: every frame, alpha, and what a colour profile does to colours, with the orientation applied. Another file with the same pictures has the same digest.';
COMMENT ON COLUMN lookalike_detail.image.format IS 'Format of the file, found in its content.';
COMMENT ON COLUMN lookalike_detail.image.width IS 'Width in pixels, upright.';
COMMENT ON COLUMN lookalike_detail.image.height IS 'Height in pixels, upright.';
COMMENT ON COLUMN lookalike_detail.image.mode IS 'Kind of pixels, as Pillow names it: RGB, L, P, CMYK and so on.';
COMMENT ON COLUMN lookalike_detail.image.frame_count IS 'How many frames or pages the file holds. Previews are not counted.';
COMMENT ON COLUMN lookalike_detail.image.is_lossless IS 'Whether the format keeps every pixel.';
COMMENT ON COLUMN lookalike_detail.image.captured_at IS 'When the picture was taken, from the metadata.';
COMMENT ON COLUMN lookalike_detail.image.camera IS 'Camera, from the metadata.';
COMMENT ON COLUMN lookalike_detail.image.software IS 'Software that wrote the file, from the metadata.';
COMMENT ON COLUMN lookalike_detail.image.creator IS 'Creator, from the metadata.';
COMMENT ON COLUMN lookalike_detail.image.copyright_notice IS 'Copyright notice, from the metadata.';
COMMENT ON COLUMN lookalike_detail.image.credit_line IS 'Credit line, from the metadata.';
COMMENT ON COLUMN lookalike_detail.image.usage_terms IS 'Terms of use, from the metadata.';
COMMENT ON COLUMN lookalike_detail.image.rights_url IS 'Web page about the rights, from the metadata.';
COMMENT ON COLUMN lookalike_detail.image.metadata IS 'Other metadata, as JSON.';
COMMENT ON COLUMN lookalike_detail.image.missing_since IS 'When a scan first missed the file, or left it out by a pattern; null while the file is present.';
COMMENT ON COLUMN lookalike_detail.image.not_compared IS 'What the file holds that was not compared, in words, such as layers; null where everything was compared. Such a file is identical only to a file of the same bytes.';
COMMENT ON COLUMN lookalike_detail.image.full_path IS 'Whole path: the folder of the collection, and the path in it; bytes that are not UTF-8 are written \xHH.';

CREATE OR REPLACE VIEW lookalike.fingerprint AS
SELECT f.image_id, f.region, f.phash, f.phash_256, f.phash_flips, f.quality::numeric AS quality, f.x, f.y, f.width, f.height
FROM lookalike_internal.fingerprint f;
COMMENT ON VIEW lookalike.fingerprint IS 'The perceptual hashes of each image. The indexes serve within(phash, ...) on this view too.';
COMMENT ON COLUMN lookalike.fingerprint.image_id IS 'Number of the image.';
COMMENT ON COLUMN lookalike.fingerprint.region IS 'Part of the image: full, or content (the picture without its border). Use region = ''full'' to count each image once.';
COMMENT ON COLUMN lookalike.fingerprint.phash IS '64-bit perceptual hash, equal to imagehash.phash.';
COMMENT ON COLUMN lookalike.fingerprint.phash_256 IS '256-bit perceptual hash, equal to imagehash.phash(hash_size=16).';
COMMENT ON COLUMN lookalike.fingerprint.phash_flips IS 'The 64-bit hashes of the picture mirrored left and right, top and bottom, and both; null in region content.';
COMMENT ON COLUMN lookalike.fingerprint.quality IS 'From 0 (blank) to 1: how much detail the hashes rest on.';
COMMENT ON COLUMN lookalike.fingerprint.x IS 'Left edge of the content, in pixels of the upright image; null for full.';
COMMENT ON COLUMN lookalike.fingerprint.y IS 'Top edge of the content, in pixels of the upright image; null for full.';
COMMENT ON COLUMN lookalike.fingerprint.width IS 'Width of the content in pixels; null for full.';
COMMENT ON COLUMN lookalike.fingerprint.height IS 'Height of the content in pixels; null for full.';

CREATE OR REPLACE VIEW lookalike_detail.run AS
SELECT r.run_id, r.stage, c.name AS collection, r.state, r.settings::text AS settings, r.counts::text AS counts,
       r.started_at, r.finished_at
FROM lookalike_internal.run r
LEFT JOIN lookalike_internal.collection c ON c.collection_id = r.collection_id;
COMMENT ON VIEW lookalike_detail.run IS 'Runs of the stages.';
COMMENT ON COLUMN lookalike_detail.run.run_id IS 'Number of the run.';
COMMENT ON COLUMN lookalike_detail.run.stage IS 'scan, encode, embed, match, prove, cluster, lineage or classify.';
COMMENT ON COLUMN lookalike_detail.run.collection IS 'The collection that was scanned; null for other stages.';
COMMENT ON COLUMN lookalike_detail.run.state IS 'running, finished, or refused: a scan that stopped because many images were gone. An interrupted run stays running until it is resumed.';
COMMENT ON COLUMN lookalike_detail.run.settings IS 'Settings of the run, as JSON.';
COMMENT ON COLUMN lookalike_detail.run.counts IS 'Counts of the run, as JSON.';
COMMENT ON COLUMN lookalike_detail.run.started_at IS 'When it began.';
COMMENT ON COLUMN lookalike_detail.run.finished_at IS 'When it finished; null before that.';

CREATE OR REPLACE VIEW lookalike_detail.setting AS
SELECT s.name, s.value, s.default_value, s.description FROM lookalike_internal.setting s;
COMMENT ON VIEW lookalike_detail.setting IS 'Settings of the archive; set_setting() changes one.';
COMMENT ON COLUMN lookalike_detail.setting.name IS 'Name of the setting.';
COMMENT ON COLUMN lookalike_detail.setting.value IS 'Value of the setting, as text.';
COMMENT ON COLUMN lookalike_detail.setting.default_value IS 'Value of the setting before any change.';
COMMENT ON COLUMN lookalike_detail.setting.description IS 'Meaning of the setting.';

CREATE OR REPLACE VIEW lookalike_detail.model AS
SELECT m.model_id, m.name, m.is_in_use, encode(m.sha256, 'hex') AS sha256, m.input_size, m.output, m.provenance
FROM lookalike_internal.model m;
COMMENT ON VIEW lookalike_detail.model IS 'Neural networks that can make embeddings of pictures; one is in use.';
COMMENT ON COLUMN lookalike_detail.model.model_id IS 'Number of the model.';
COMMENT ON COLUMN lookalike_detail.model.name IS 'Name of the model.';
COMMENT ON COLUMN lookalike_detail.model.is_in_use IS 'Whether this network makes the embeddings.';
COMMENT ON COLUMN lookalike_detail.model.sha256 IS 'SHA-256 of its file, in hexadecimal.';
COMMENT ON COLUMN lookalike_detail.model.input_size IS 'Width and height of the pictures that it takes, in pixels.';
COMMENT ON COLUMN lookalike_detail.model.output IS 'Name of the output that is used.';
COMMENT ON COLUMN lookalike_detail.model.provenance IS 'Source of the model.';

CREATE OR REPLACE VIEW lookalike_detail.legal_hold AS
SELECT h.hold_id, m.name AS matter, h.reason,
       CASE WHEN h.image_id IS NOT NULL THEN 'image' WHEN h.entry_id IS NOT NULL THEN 'entry'
            WHEN h.image_count IS NOT NULL THEN 'images' ELSE 'collection' END AS subject,
       h.image_id, i.path, h.entry_id, e.external_id, c.name AS collection,
       h.placed_by, h.placed_at, coalesce(h.released_by, m.closed_by) AS ended_by,
       coalesce(h.released_reason, m.closed_reason) AS ended_reason,
       coalesce(h.released_at, m.closed_at) AS ended_at,
       coalesce(h.asked_by, m.asked_by) AS release_asked_by, coalesce(h.asked_reason, m.asked_reason) AS release_asked_reason,
       coalesce(h.asked_at, m.asked_at) AS release_asked_at,
       h.scope, h.custodian, h.review_on, h.image_count, h.query,
       h.asked_by IS NULL AND m.asked_by IS NOT NULL AS is_close_asked
FROM lookalike_internal.legal_hold h
JOIN lookalike_internal.legal_matter m ON m.matter_id = h.matter_id
LEFT JOIN lookalike_internal.image i ON i.image_id = h.image_id
LEFT JOIN lookalike_internal.catalogue_entry e ON e.entry_id = h.entry_id
LEFT JOIN lookalike_internal.collection c ON c.collection_id = coalesce(h.collection_id, i.collection_id);
COMMENT ON VIEW lookalike_detail.legal_hold IS 'Legal holds, also those that have ended.';
COMMENT ON COLUMN lookalike_detail.legal_hold.hold_id IS 'Number of the hold.';
COMMENT ON COLUMN lookalike_detail.legal_hold.matter IS 'The matter that the hold is for.';
COMMENT ON COLUMN lookalike_detail.legal_hold.reason IS 'Reason of the hold.';
COMMENT ON COLUMN lookalike_detail.legal_hold.subject IS 'Kind of the object that the hold names: image, images (a list), entry or collection.';
COMMENT ON COLUMN lookalike_detail.legal_hold.image_id IS 'The image, if the hold names an image.';
COMMENT ON COLUMN lookalike_detail.legal_hold.path IS 'Path of that image.';
COMMENT ON COLUMN lookalike_detail.legal_hold.entry_id IS 'The catalogue entry, if the hold names an entry.';
COMMENT ON COLUMN lookalike_detail.legal_hold.external_id IS 'The id of that entry in its catalogue.';
COMMENT ON COLUMN lookalike_detail.legal_hold.collection IS 'The collection that the hold names, or the collection of its image.';
COMMENT ON COLUMN lookalike_detail.legal_hold.placed_by IS 'Name of the person who placed it.';
COMMENT ON COLUMN lookalike_detail.legal_hold.placed_at IS 'When it was placed.';
COMMENT ON COLUMN lookalike_detail.legal_hold.ended_by IS 'Name of the person who confirmed its release, or that its matter is closed; null while the hold is active.';
COMMENT ON COLUMN lookalike_detail.legal_hold.ended_reason IS 'Why it ended.';
COMMENT ON COLUMN lookalike_detail.legal_hold.ended_at IS 'When it ended; null while the hold is active.';
COMMENT ON COLUMN lookalike_detail.legal_hold.release_asked_by IS 'Name of the person who asked to release it, or to close its matter; null if nobody has asked.';
COMMENT ON COLUMN lookalike_detail.legal_hold.release_asked_reason IS 'Why that person asked.';
COMMENT ON COLUMN lookalike_detail.legal_hold.release_asked_at IS 'When that person asked.';
COMMENT ON COLUMN lookalike_detail.legal_hold.scope IS 'picture and versions: the hold covers the copies, the versions and the composites of its pictures, too; file: only files with these bytes or these pixels.';
COMMENT ON COLUMN lookalike_detail.legal_hold.custodian IS 'The person or office that answers for the hold; null if nobody was named.';
COMMENT ON COLUMN lookalike_detail.legal_hold.review_on IS 'The day on which people look whether the hold is still needed; null if no day was set.';
COMMENT ON COLUMN lookalike_detail.legal_hold.image_count IS 'How many images the hold names, if it names a list.';
COMMENT ON COLUMN lookalike_detail.legal_hold.query IS 'The query that found the images of the list; null if no query was given.';
COMMENT ON COLUMN lookalike_detail.legal_hold.is_close_asked IS 'Whether the end that was asked for is that of the whole matter: another person confirms it by confirm_close().';

CREATE OR REPLACE VIEW lookalike_detail.hold_review_due AS
SELECT h.hold_id, h.matter, h.reason, h.custodian, h.review_on, current_date - h.review_on AS days_overdue,
       h.placed_by, h.placed_at, h.release_asked_by
FROM lookalike_detail.legal_hold h
WHERE h.ended_at IS NULL AND h.review_on <= current_date;
COMMENT ON VIEW lookalike_detail.hold_review_due IS 'Active holds whose day of review has come. The holds stay, whether they are reviewed or not.';
COMMENT ON COLUMN lookalike_detail.hold_review_due.hold_id IS 'Number of the hold.';
COMMENT ON COLUMN lookalike_detail.hold_review_due.matter IS 'The matter that the hold is for.';
COMMENT ON COLUMN lookalike_detail.hold_review_due.reason IS 'Reason of the hold.';
COMMENT ON COLUMN lookalike_detail.hold_review_due.custodian IS 'The person or office that answers for the hold; null if nobody was named.';
COMMENT ON COLUMN lookalike_detail.hold_review_due.review_on IS 'The day of the review.';
COMMENT ON COLUMN lookalike_detail.hold_review_due.days_overdue IS 'Days since then; 0 on that day.';
COMMENT ON COLUMN lookalike_detail.hold_review_due.placed_by IS 'Name of the person who placed the hold.';
COMMENT ON COLUMN lookalike_detail.hold_review_due.placed_at IS 'When it was placed.';
COMMENT ON COLUMN lookalike_detail.hold_review_due.release_asked_by IS 'Name of the person who asked to release it, or to close its matter; null if nobody has asked.';
