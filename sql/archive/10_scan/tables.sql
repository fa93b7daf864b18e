-- State, as it is today: the images and problems that scans found, fingerprints, and plans to set files aside.
-- A change edits this file and adds a delta (../README.md).

CREATE TABLE lookalike_internal.image (
    image_id bigint GENERATED ALWAYS AS IDENTITY,
    collection_id integer NOT NULL,
    path text COLLATE "C" NOT NULL,
    byte_size bigint NOT NULL,
    modified_at timestamptz NOT NULL,
    sha256 bytea NOT NULL,
    pixel_digest bytea NOT NULL,
    format text NOT NULL,
    width integer NOT NULL,
    height integer NOT NULL,
    mode text NOT NULL,
    frame_count integer NOT NULL,
    is_lossless boolean NOT NULL,
    captured_at timestamptz,
    camera text,
    software text,
    creator text,
    copyright_notice text,
    credit_line text,
    usage_terms text,
    rights_url text,
    metadata jsonb NOT NULL DEFAULT '{}',
    first_seen_run_id bigint NOT NULL,
    changed_run_id bigint NOT NULL,
    missing_since timestamptz,
    not_compared text,
    CONSTRAINT image_pkey PRIMARY KEY (image_id),
    CONSTRAINT image_collection_id_path_key UNIQUE (collection_id, path),
    CONSTRAINT image_collection_id_fkey FOREIGN KEY (collection_id) REFERENCES lookalike_internal.collection,
    CONSTRAINT image_first_seen_run_id_fkey FOREIGN KEY (first_seen_run_id) REFERENCES lookalike_internal.run,
    CONSTRAINT image_changed_run_id_fkey FOREIGN KEY (changed_run_id) REFERENCES lookalike_internal.run,
    CONSTRAINT image_sha256_check CHECK (octet_length(sha256) = 32),
    CONSTRAINT image_pixel_digest_check CHECK (octet_length(pixel_digest) = 32),
    -- A relative path: no part of it is empty, . or .. .
    CONSTRAINT image_path_check CHECK (path !~ '(^|/)[.]{0,2}(/|$)'),
    CONSTRAINT image_size_check CHECK (width > 0 AND height > 0 AND byte_size > 0 AND frame_count > 0)
);
COMMENT ON TABLE lookalike_internal.image IS 'Image files that scans have seen.';
COMMENT ON COLUMN lookalike_internal.image.image_id IS 'Number of the image; it stays when the file moves or changes.';
COMMENT ON COLUMN lookalike_internal.image.collection_id IS 'The collection of the file.';
COMMENT ON COLUMN lookalike_internal.image.path IS 'Path relative to the folder of the collection; bytes that are not UTF-8 are written \xHH.';
COMMENT ON COLUMN lookalike_internal.image.byte_size IS 'Size of the file in bytes.';
COMMENT ON COLUMN lookalike_internal.image.modified_at IS 'Modification time of the file.';
COMMENT ON COLUMN lookalike_internal.image.sha256 IS 'SHA-256 of the bytes of the file: exact identity.';
COMMENT ON COLUMN lookalike_internal.image.pixel_digest IS
    'Digest of all that the file shows, orientation applied: every frame, alpha, and what a colour profile does to colours. The same picture in another file has the same digest.';
COMMENT ON COLUMN lookalike_internal.image.format IS 'Format found in the content, whatever the suffix says.';
COMMENT ON COLUMN lookalike_internal.image.width IS 'Width in pixels, orientation applied.';
COMMENT ON COLUMN lookalike_internal.image.height IS 'Height in pixels, orientation applied.';
COMMENT ON COLUMN lookalike_internal.image.mode IS 'Pixel mode as stored, in Pillow''s names (RGB, L, CMYK, I;16).';
COMMENT ON COLUMN lookalike_internal.image.frame_count IS 'Frames or pages of the file, without previews. The largest is the image of the file.';
COMMENT ON COLUMN lookalike_internal.image.is_lossless IS 'Whether the format keeps every pixel as it was given.';
COMMENT ON COLUMN lookalike_internal.image.captured_at IS 'Capture time in the metadata; taken as UTC where it names no offset.';
COMMENT ON COLUMN lookalike_internal.image.camera IS 'Maker and model of the camera or scanner.';
COMMENT ON COLUMN lookalike_internal.image.software IS 'Software that wrote the file, as the metadata say.';
COMMENT ON COLUMN lookalike_internal.image.creator IS 'Creator (EXIF Artist, IPTC By-line, dc:creator).';
COMMENT ON COLUMN lookalike_internal.image.copyright_notice IS 'Copyright notice (EXIF Copyright, IPTC, dc:rights).';
COMMENT ON COLUMN lookalike_internal.image.credit_line IS 'Credit line (IPTC Credit, photoshop:Credit).';
COMMENT ON COLUMN lookalike_internal.image.usage_terms IS 'Rights usage terms (xmpRights:UsageTerms).';
COMMENT ON COLUMN lookalike_internal.image.rights_url IS 'Web statement of rights (xmpRights:WebStatement).';
COMMENT ON COLUMN lookalike_internal.image.metadata IS 'Further metadata found in the file.';
COMMENT ON COLUMN lookalike_internal.image.first_seen_run_id IS 'Scan that saw the image first.';
COMMENT ON COLUMN lookalike_internal.image.changed_run_id IS 'Scan that last found its content new or changed.';
COMMENT ON COLUMN lookalike_internal.image.missing_since IS 'When a scan first missed the image, or left it out by a pattern; null while it is present.';
COMMENT ON COLUMN lookalike_internal.image.not_compared IS
    'What the file holds that its pixel digest does not cover, in words, such as layers; null where everything was compared. The file then counts as identical only to a file of the same bytes.';
CREATE INDEX image_sha256_idx ON lookalike_internal.image (sha256);
CREATE INDEX image_missing_idx ON lookalike_internal.image (image_id) WHERE missing_since IS NOT NULL;
CREATE INDEX image_pixel_digest_idx ON lookalike_internal.image (pixel_digest);

CREATE TABLE lookalike_internal.fingerprint_method (
    method_id integer GENERATED ALWAYS AS IDENTITY,
    algorithm text NOT NULL,
    parameters jsonb NOT NULL,
    libraries jsonb NOT NULL,
    CONSTRAINT fingerprint_method_pkey PRIMARY KEY (method_id),
    CONSTRAINT fingerprint_method_key UNIQUE (algorithm, parameters, libraries)
);
COMMENT ON TABLE lookalike_internal.fingerprint_method IS 'How fingerprints were made.';
COMMENT ON COLUMN lookalike_internal.fingerprint_method.method_id IS 'Number of the method.';
COMMENT ON COLUMN lookalike_internal.fingerprint_method.algorithm IS 'Name and version of the algorithm.';
COMMENT ON COLUMN lookalike_internal.fingerprint_method.parameters IS 'Its parameters.';
COMMENT ON COLUMN lookalike_internal.fingerprint_method.libraries IS 'Versions of the libraries that decoded and hashed the pictures.';

CREATE TABLE lookalike_internal.scan_problem (
    collection_id integer NOT NULL,
    path text COLLATE "C" NOT NULL,
    problem text NOT NULL,
    message text NOT NULL,
    is_scanned boolean NOT NULL,
    byte_size bigint,
    modified_at timestamptz,
    first_seen_run_id bigint NOT NULL,
    method_id integer,
    CONSTRAINT scan_problem_pkey PRIMARY KEY (collection_id, path, problem),
    CONSTRAINT scan_problem_path_check CHECK (path = '.' OR path !~ '(^|/)[.]{0,2}(/|$)'),
    CONSTRAINT scan_problem_collection_id_fkey FOREIGN KEY (collection_id) REFERENCES lookalike_internal.collection,
    CONSTRAINT scan_problem_first_seen_run_id_fkey FOREIGN KEY (first_seen_run_id) REFERENCES lookalike_internal.run,
    CONSTRAINT scan_problem_method_id_fkey FOREIGN KEY (method_id) REFERENCES lookalike_internal.fingerprint_method
);
COMMENT ON TABLE lookalike_internal.scan_problem IS
    'Files that could not be scanned, or only with a remark, and files and folders that a pattern leaves out; read them through the view scan_problem.';
COMMENT ON COLUMN lookalike_internal.scan_problem.collection_id IS 'The collection of the file.';
COMMENT ON COLUMN lookalike_internal.scan_problem.path IS 'Path relative to the folder of the collection; bytes that are not UTF-8 are written \xHH.';
COMMENT ON COLUMN lookalike_internal.scan_problem.problem IS 'Class of the problem.';
COMMENT ON COLUMN lookalike_internal.scan_problem.message IS 'The problem in words.';
COMMENT ON COLUMN lookalike_internal.scan_problem.is_scanned IS 'Whether the file is in the audit all the same.';
COMMENT ON COLUMN lookalike_internal.scan_problem.byte_size IS 'Size of the file in bytes, where it is known; null for a folder.';
COMMENT ON COLUMN lookalike_internal.scan_problem.modified_at IS 'Modification time of the file, where it is known.';
COMMENT ON COLUMN lookalike_internal.scan_problem.first_seen_run_id IS 'Scan that saw the problem first.';
COMMENT ON COLUMN lookalike_internal.scan_problem.method_id IS 'With which libraries the file was read; null where an earlier version read it. Under other libraries it is read again.';

CREATE TABLE lookalike_internal.collection_volume (
    collection_id integer NOT NULL,
    path text COLLATE "C" NOT NULL,
    device numeric NOT NULL,
    inode numeric NOT NULL,
    mount_point text NOT NULL,
    file_system text NOT NULL,
    source text NOT NULL,
    CONSTRAINT collection_volume_pkey PRIMARY KEY (collection_id, path),
    CONSTRAINT collection_volume_path_check CHECK (path = '.' OR path !~ '(^|/)[.]{0,2}(/|$)'),
    CONSTRAINT collection_volume_collection_id_fkey FOREIGN KEY (collection_id)
        REFERENCES lookalike_internal.collection ON DELETE CASCADE
);
COMMENT ON TABLE lookalike_internal.collection_volume IS
    'The volumes (mounted file systems) on which a collection lay at its last finished scan: that of its folder, and each one that is mounted below it.';
COMMENT ON COLUMN lookalike_internal.collection_volume.collection_id IS 'The collection.';
COMMENT ON COLUMN lookalike_internal.collection_volume.path IS 'A dot for the folder of the collection; else the path below it where the volume is mounted.';
COMMENT ON COLUMN lookalike_internal.collection_volume.device IS 'Device number of that folder.';
COMMENT ON COLUMN lookalike_internal.collection_volume.inode IS 'Inode of that folder.';
COMMENT ON COLUMN lookalike_internal.collection_volume.mount_point IS 'Absolute path where the volume is mounted.';
COMMENT ON COLUMN lookalike_internal.collection_volume.file_system IS 'Kind of file system, such as ext4, nfs4 or cifs.';
COMMENT ON COLUMN lookalike_internal.collection_volume.source IS 'What is mounted there, such as /dev/sdb1 or server:/share.';

-- Every image has region full, and region content where the picture has a border. The hashes of the picture
-- mirrored left and right, top and bottom, and both (phash_flips) give the hashes of all other turned,
-- mirrored and inverted copies (lookalike.phash_variants); region content has no phash_flips.
CREATE TABLE lookalike_internal.fingerprint (
    image_id bigint NOT NULL,
    region text NOT NULL DEFAULT 'full',
    method_id integer NOT NULL,
    phash bit(64) NOT NULL,
    phash_256 bit(256) NOT NULL,
    quality real NOT NULL,
    x integer,
    y integer,
    width integer,
    height integer,
    phash_flips bit(192),
    CONSTRAINT fingerprint_pkey PRIMARY KEY (image_id, region),
    CONSTRAINT fingerprint_image_id_fkey FOREIGN KEY (image_id)
        REFERENCES lookalike_internal.image ON DELETE CASCADE,
    CONSTRAINT fingerprint_method_id_fkey FOREIGN KEY (method_id)
        REFERENCES lookalike_internal.fingerprint_method,
    CONSTRAINT fingerprint_region_check CHECK (region IN ('full', 'content')),
    CONSTRAINT fingerprint_quality_check CHECK (quality BETWEEN 0 AND 1),
    CONSTRAINT fingerprint_box_check CHECK (
        CASE region
            WHEN 'content' THEN num_nulls(x, y, width, height) = 0
                                AND x >= 0 AND y >= 0 AND width > 0 AND height > 0
            ELSE num_nonnulls(x, y, width, height) = 0
        END)
);
COMMENT ON TABLE lookalike_internal.fingerprint IS 'Perceptual hashes of a region of an image.';
COMMENT ON COLUMN lookalike_internal.fingerprint.image_id IS 'The image.';
COMMENT ON COLUMN lookalike_internal.fingerprint.region IS 'Part of the image: full, or content (the picture without its border).';
COMMENT ON COLUMN lookalike_internal.fingerprint.method_id IS 'How the fingerprint was made.';
COMMENT ON COLUMN lookalike_internal.fingerprint.phash IS '64-bit perceptual hash, equal to imagehash.phash.';
COMMENT ON COLUMN lookalike_internal.fingerprint.phash_256 IS '256-bit perceptual hash, equal to imagehash.phash(hash_size=16).';
COMMENT ON COLUMN lookalike_internal.fingerprint.quality IS 'From 0 (blank) to 1: how much detail the hashes rest on.';
COMMENT ON COLUMN lookalike_internal.fingerprint.x IS 'Left edge of the content, in pixels of the upright image; null for full.';
COMMENT ON COLUMN lookalike_internal.fingerprint.y IS 'Top edge of the content, in pixels of the upright image; null for full.';
COMMENT ON COLUMN lookalike_internal.fingerprint.width IS 'Width of the content in pixels; null for full.';
COMMENT ON COLUMN lookalike_internal.fingerprint.height IS 'Height of the content in pixels; null for full.';
COMMENT ON COLUMN lookalike_internal.fingerprint.phash_flips IS 'The 64-bit hashes of the picture mirrored left and right, top and bottom, and both; null in region content.';

-- Only files with several pages have rows here: a TIFF of a case file, a burst of photographs. The frames of
-- an animation are not pages.
CREATE TABLE lookalike_internal.page (
    image_id bigint NOT NULL,
    page integer NOT NULL,
    width integer NOT NULL,
    height integer NOT NULL,
    phash bit(64) NOT NULL,
    phash_256 bit(256) NOT NULL,
    quality real NOT NULL,
    CONSTRAINT page_pkey PRIMARY KEY (image_id, page),
    CONSTRAINT page_image_id_fkey FOREIGN KEY (image_id)
        REFERENCES lookalike_internal.image ON DELETE CASCADE,
    CONSTRAINT page_size_check CHECK (page > 0 AND width > 0 AND height > 0),
    CONSTRAINT page_quality_check CHECK (quality BETWEEN 0 AND 1)
);
COMMENT ON TABLE lookalike_internal.page IS 'Perceptual hashes of the pages of files with several pages.';
COMMENT ON COLUMN lookalike_internal.page.image_id IS 'The image.';
COMMENT ON COLUMN lookalike_internal.page.page IS 'Number of the page in the file, from 1. Previews are not counted.';
COMMENT ON COLUMN lookalike_internal.page.width IS 'Width in pixels, orientation applied.';
COMMENT ON COLUMN lookalike_internal.page.height IS 'Height in pixels, orientation applied.';
COMMENT ON COLUMN lookalike_internal.page.phash IS '64-bit perceptual hash, equal to imagehash.phash.';
COMMENT ON COLUMN lookalike_internal.page.phash_256 IS '256-bit perceptual hash, equal to imagehash.phash(hash_size=16).';
COMMENT ON COLUMN lookalike_internal.page.quality IS 'From 0 (blank) to 1: how much detail the hashes rest on.';

CREATE TABLE lookalike_internal.quarantine_plan (
    plan_id integer GENERATED ALWAYS AS IDENTITY,
    name text NOT NULL,
    destination text,
    state text NOT NULL DEFAULT 'proposed',
    proposed_by text NOT NULL,
    reason text NOT NULL,
    proposed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    approved_by text,
    approved_at timestamptz,
    kind text NOT NULL DEFAULT 'set aside',
    CONSTRAINT quarantine_plan_pkey PRIMARY KEY (plan_id),
    CONSTRAINT quarantine_plan_name_key UNIQUE (name),
    CONSTRAINT quarantine_plan_name_check CHECK (btrim(name) <> ''),
    CONSTRAINT quarantine_plan_destination_check CHECK (starts_with(destination, '/')),
    CONSTRAINT quarantine_plan_state_check CHECK (
        state IN ('proposed', 'approved', 'applied', 'restored', 'withdrawn')),
    CONSTRAINT quarantine_plan_proposed_by_check CHECK (btrim(proposed_by) <> ''),
    CONSTRAINT quarantine_plan_reason_check CHECK (btrim(reason) <> ''),
    CONSTRAINT quarantine_plan_kind_check CHECK (kind IN ('set aside', 'transfer', 'record disposal')),
    CONSTRAINT quarantine_plan_folder_check CHECK ((kind = 'set aside') = (destination IS NOT NULL)),
    CONSTRAINT quarantine_plan_approval_check CHECK (
        (approved_by IS NULL) = (approved_at IS NULL)
        AND (state IN ('proposed', 'withdrawn') OR approved_by IS NOT NULL)),
    -- Four eyes.
    CONSTRAINT quarantine_plan_four_eyes_check CHECK (lower(btrim(approved_by)) <> lower(btrim(proposed_by)))
);
COMMENT ON TABLE lookalike_internal.quarantine_plan IS 'Plans to set files aside, to transfer them, or to record their disposal: who proposed each, who approved it, and its state.';
COMMENT ON COLUMN lookalike_internal.quarantine_plan.plan_id IS 'Number of the plan.';
COMMENT ON COLUMN lookalike_internal.quarantine_plan.name IS 'Name that people gave it.';
COMMENT ON COLUMN lookalike_internal.quarantine_plan.destination IS
    'Absolute path of the folder to which the files go, outside all '
    'collections; bytes that are not UTF-8 are written \xHH. Null if the plan moves no files.';
COMMENT ON COLUMN lookalike_internal.quarantine_plan.state IS 'proposed, approved, applied (nothing is left to be done), restored (no file is left in quarantine) or withdrawn.';
COMMENT ON COLUMN lookalike_internal.quarantine_plan.proposed_by IS 'Who proposed the plan.';
COMMENT ON COLUMN lookalike_internal.quarantine_plan.reason IS 'Why these files may go.';
COMMENT ON COLUMN lookalike_internal.quarantine_plan.proposed_at IS 'When the plan was proposed.';
COMMENT ON COLUMN lookalike_internal.quarantine_plan.approved_by IS 'Who approved the plan: never the person who proposed it.';
COMMENT ON COLUMN lookalike_internal.quarantine_plan.approved_at IS 'When the plan was approved.';
COMMENT ON COLUMN lookalike_internal.quarantine_plan.kind IS
    'set aside (files go into a folder and can come back), transfer (another keeper takes them over) or record disposal (they were disposed of elsewhere).';

-- A restore of files from a disk that is not mounted would find no file, and an apply would move files to the disk below.
CREATE TABLE lookalike_internal.quarantine_item (
    plan_id integer NOT NULL,
    image_id bigint NOT NULL,
    state text NOT NULL DEFAULT 'proposed',
    collection_id integer NOT NULL,
    path text COLLATE "C" NOT NULL,
    byte_size bigint NOT NULL,
    sha256 bytea NOT NULL,
    pixel_digest bytea NOT NULL,
    archival_pixel_digest bytea NOT NULL,
    destination text,
    obstacle text,
    changed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT quarantine_item_pkey PRIMARY KEY (plan_id, image_id),
    CONSTRAINT quarantine_item_plan_id_fkey FOREIGN KEY (plan_id) REFERENCES lookalike_internal.quarantine_plan,
    CONSTRAINT quarantine_item_state_check CHECK (state IN (
        'proposed', 'approved', 'withheld', 'moving', 'moved', 'restoring', 'restored',
        'handing over', 'transferred', 'disposed')),
    CONSTRAINT quarantine_item_path_check CHECK (path !~ '(^|/)[.]{0,2}(/|$)'),
    CONSTRAINT quarantine_item_withheld_check CHECK (state <> 'withheld' OR obstacle IS NOT NULL)
);
COMMENT ON TABLE lookalike_internal.quarantine_item IS 'The files of a plan, as they were when the plan was proposed, and the state of each.';
COMMENT ON COLUMN lookalike_internal.quarantine_item.plan_id IS 'The plan.';
COMMENT ON COLUMN lookalike_internal.quarantine_item.image_id IS 'Number of the image.';
COMMENT ON COLUMN lookalike_internal.quarantine_item.state IS
    'proposed; approved; withheld (this plan will never move the file); moving or restoring (the file is at its path, '
    'at its destination, or at both); moved; restored; handing over (a transfer is approved, and the receipt is awaited); '
    'transferred; disposed.';
COMMENT ON COLUMN lookalike_internal.quarantine_item.collection_id IS 'The collection of the file.';
COMMENT ON COLUMN lookalike_internal.quarantine_item.path IS 'Path relative to the folder of the collection.';
COMMENT ON COLUMN lookalike_internal.quarantine_item.byte_size IS 'Size of the file in bytes.';
COMMENT ON COLUMN lookalike_internal.quarantine_item.sha256 IS 'SHA-256 of the file; it is checked before the file is moved.';
COMMENT ON COLUMN lookalike_internal.quarantine_item.pixel_digest IS 'Digest of the pixels of the file.';
COMMENT ON COLUMN lookalike_internal.quarantine_item.archival_pixel_digest IS 'Pixels of the archival file from which it was made, which must stay; its own if it was made from no other.';
COMMENT ON COLUMN lookalike_internal.quarantine_item.destination IS 'Absolute path to which the file goes; null if the plan moves no files.';
COMMENT ON COLUMN lookalike_internal.quarantine_item.obstacle IS 'Why the file was withheld, or could not be moved or restored, in words; of a disposed file, the hold that it was under.';
COMMENT ON COLUMN lookalike_internal.quarantine_item.changed_at IS 'When the state last changed.';
-- An image is on its way out at most once. Such images are looked up often.
CREATE UNIQUE INDEX quarantine_item_leaving_idx ON lookalike_internal.quarantine_item (image_id)
    WHERE state IN ('approved', 'moving', 'moved', 'restoring');
CREATE INDEX quarantine_item_archival_pixel_digest_idx ON lookalike_internal.quarantine_item (archival_pixel_digest)
    WHERE state IN ('approved', 'moving', 'moved', 'restoring');
CREATE INDEX quarantine_item_pixel_digest_idx ON lookalike_internal.quarantine_item (pixel_digest)
    WHERE state IN ('approved', 'moving', 'moved', 'restoring');
CREATE INDEX quarantine_item_transferred_idx ON lookalike_internal.quarantine_item (image_id) WHERE state = 'transferred';
CREATE INDEX quarantine_item_disposed_idx ON lookalike_internal.quarantine_item (archival_pixel_digest) WHERE state = 'disposed';

CREATE TABLE lookalike_internal.fixity_check (
    image_id bigint NOT NULL,
    place text NOT NULL,
    sha256 bytea NOT NULL,
    outcome text NOT NULL,
    explanation text,
    checked_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT fixity_check_pkey PRIMARY KEY (image_id, place),
    CONSTRAINT fixity_check_place_check CHECK (place IN ('collection', 'quarantine')),
    CONSTRAINT fixity_check_outcome_check CHECK (outcome IN ('intact', 'changed', 'missing', 'unreadable')),
    CONSTRAINT fixity_check_explanation_check CHECK ((outcome = 'intact') = (explanation IS NULL))
);
COMMENT ON TABLE lookalike_internal.fixity_check IS 'When each file was last read again, and whether it still had the bytes that were recorded.';
COMMENT ON COLUMN lookalike_internal.fixity_check.image_id IS 'Number of the image.';
COMMENT ON COLUMN lookalike_internal.fixity_check.place IS 'collection (the file at the path of the image) or quarantine (the file that a plan moved there).';
COMMENT ON COLUMN lookalike_internal.fixity_check.sha256 IS 'SHA-256 that the file had to have. Once a scan has recorded another, the check no longer counts.';
COMMENT ON COLUMN lookalike_internal.fixity_check.outcome IS 'intact, changed, missing or unreadable.';
COMMENT ON COLUMN lookalike_internal.fixity_check.explanation IS 'What was wrong, in words; null if the file was intact.';
COMMENT ON COLUMN lookalike_internal.fixity_check.checked_at IS 'When it was read.';

-- The images that restrictions cover, as they are found (37_restriction). Here, because stages before that one must not
-- show them. Rows are only added until the restriction is lifted: an image that changed or was forgotten has its old rows.
CREATE TABLE lookalike_internal.restricted_image (
    image_id bigint NOT NULL,
    restriction_id bigint NOT NULL,
    pixel_digest bytea NOT NULL,
    sha256 bytea NOT NULL,
    path text COLLATE "C" NOT NULL,
    until date,
    CONSTRAINT restricted_image_pkey PRIMARY KEY (image_id, restriction_id, pixel_digest, sha256),
    CONSTRAINT restricted_image_path_check CHECK (path !~ '(^|/)[.]{0,2}(/|$)')
);
COMMENT ON TABLE lookalike_internal.restricted_image IS 'Images that restrictions cover, with the pixels and bytes that they had. A row goes when its restriction is lifted.';
COMMENT ON COLUMN lookalike_internal.restricted_image.image_id IS 'Number of the image; it may have been forgotten since.';
COMMENT ON COLUMN lookalike_internal.restricted_image.restriction_id IS 'The restriction.';
COMMENT ON COLUMN lookalike_internal.restricted_image.pixel_digest IS 'Pixels of the picture. Every file that has them is covered.';
COMMENT ON COLUMN lookalike_internal.restricted_image.sha256 IS 'SHA-256 of the bytes of the file. Every file that has them is covered.';
COMMENT ON COLUMN lookalike_internal.restricted_image.path IS 'Path of the file, as it was last found.';
COMMENT ON COLUMN lookalike_internal.restricted_image.until IS 'The last day of the restriction; null if it has no end.';
CREATE INDEX restricted_image_restriction_id_idx ON lookalike_internal.restricted_image (restriction_id);
CREATE INDEX restricted_image_pixel_digest_idx ON lookalike_internal.restricted_image (pixel_digest);
CREATE INDEX restricted_image_sha256_idx ON lookalike_internal.restricted_image (sha256);
CREATE INDEX restricted_image_path_idx ON lookalike_internal.restricted_image USING hash (path);
