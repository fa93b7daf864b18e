-- State, as it is today: fingerprints of images that lie in other archives, and which images here show the same pictures.
-- A change edits this file and adds a delta (../README.md).

CREATE TABLE lookalike_internal.foreign_collection (
    foreign_collection_id integer GENERATED ALWAYS AS IDENTITY,
    archive_id uuid NOT NULL,
    collection text NOT NULL,
    site text,
    sector text,
    jurisdiction text,
    images bigint NOT NULL,
    content_digest bytea NOT NULL,
    imported_by text NOT NULL DEFAULT session_user,
    imported_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT foreign_collection_pkey PRIMARY KEY (foreign_collection_id),
    CONSTRAINT foreign_collection_key UNIQUE (archive_id, collection),
    CONSTRAINT foreign_collection_collection_check CHECK (collection <> ''),
    CONSTRAINT foreign_collection_jurisdiction_check CHECK (jurisdiction ~ '^[A-Z]{2}(-[A-Z0-9]{1,3})?$')
);
COMMENT ON TABLE lookalike_internal.foreign_collection IS 'Collections of other archives, of which only fingerprints were imported.';
COMMENT ON COLUMN lookalike_internal.foreign_collection.foreign_collection_id IS 'Number of the foreign collection.';
COMMENT ON COLUMN lookalike_internal.foreign_collection.archive_id IS 'Identity of the archive that exported the fingerprints.';
COMMENT ON COLUMN lookalike_internal.foreign_collection.collection IS 'Name of the collection there.';
COMMENT ON COLUMN lookalike_internal.foreign_collection.site IS 'Its site, as that archive says; null if it says nothing.';
COMMENT ON COLUMN lookalike_internal.foreign_collection.sector IS 'Sector of that site.';
COMMENT ON COLUMN lookalike_internal.foreign_collection.jurisdiction IS 'Its jurisdiction, as that archive says.';
COMMENT ON COLUMN lookalike_internal.foreign_collection.images IS 'How many fingerprints were imported.';
COMMENT ON COLUMN lookalike_internal.foreign_collection.content_digest IS 'SHA-256 of these fingerprints: the same ones are not stored again.';
COMMENT ON COLUMN lookalike_internal.foreign_collection.imported_by IS 'The role that imported it.';
COMMENT ON COLUMN lookalike_internal.foreign_collection.imported_at IS 'When it was imported, or last changed by an import.';

CREATE TABLE lookalike_internal.foreign_fingerprint (
    foreign_collection_id integer NOT NULL,
    foreign_number bigint NOT NULL,
    sha256 bytea NOT NULL,
    pixel_digest bytea NOT NULL,
    phash bit(64) NOT NULL,
    phash_256 bit(256) NOT NULL,
    quality real NOT NULL,
    byte_size bigint NOT NULL,
    width integer NOT NULL,
    height integer NOT NULL,
    frame_count integer NOT NULL,
    format text NOT NULL,
    foreign_path text,
    is_matched boolean NOT NULL DEFAULT false,
    CONSTRAINT foreign_fingerprint_pkey PRIMARY KEY (foreign_collection_id, foreign_number),
    CONSTRAINT foreign_fingerprint_foreign_collection_id_fkey FOREIGN KEY (foreign_collection_id)
        REFERENCES lookalike_internal.foreign_collection ON DELETE CASCADE,
    CONSTRAINT foreign_fingerprint_digest_check CHECK (octet_length(sha256) = 32 AND octet_length(pixel_digest) = 32),
    CONSTRAINT foreign_fingerprint_size_check CHECK (byte_size >= 0 AND width > 0 AND height > 0 AND frame_count > 0),
    CONSTRAINT foreign_fingerprint_quality_check CHECK (quality BETWEEN 0 AND 1)
);
COMMENT ON TABLE lookalike_internal.foreign_fingerprint IS 'Fingerprints of images of other archives. No such image is here.';
COMMENT ON COLUMN lookalike_internal.foreign_fingerprint.foreign_collection_id IS 'The foreign collection.';
COMMENT ON COLUMN lookalike_internal.foreign_fingerprint.foreign_number IS 'Number of the image in the other archive.';
COMMENT ON COLUMN lookalike_internal.foreign_fingerprint.sha256 IS 'SHA-256 of the bytes of the file.';
COMMENT ON COLUMN lookalike_internal.foreign_fingerprint.pixel_digest IS 'Digest of all that the file shows.';
COMMENT ON COLUMN lookalike_internal.foreign_fingerprint.phash IS '64-bit perceptual hash.';
COMMENT ON COLUMN lookalike_internal.foreign_fingerprint.phash_256 IS '256-bit perceptual hash.';
COMMENT ON COLUMN lookalike_internal.foreign_fingerprint.quality IS 'From 0 (blank) to 1: how much detail the hashes rest on.';
COMMENT ON COLUMN lookalike_internal.foreign_fingerprint.byte_size IS 'Size of the file in bytes.';
COMMENT ON COLUMN lookalike_internal.foreign_fingerprint.width IS 'Width in pixels, orientation applied.';
COMMENT ON COLUMN lookalike_internal.foreign_fingerprint.height IS 'Height in pixels, orientation applied.';
COMMENT ON COLUMN lookalike_internal.foreign_fingerprint.frame_count IS 'How many frames or pages the file holds.';
COMMENT ON COLUMN lookalike_internal.foreign_fingerprint.format IS 'Format of the file.';
COMMENT ON COLUMN lookalike_internal.foreign_fingerprint.foreign_path IS 'Path of the file there; null if the other archive did not give it.';
COMMENT ON COLUMN lookalike_internal.foreign_fingerprint.is_matched IS 'Whether it was compared with the images here.';
CREATE INDEX foreign_fingerprint_pixel_digest_idx ON lookalike_internal.foreign_fingerprint (pixel_digest);
CREATE INDEX foreign_fingerprint_sha256_idx ON lookalike_internal.foreign_fingerprint (sha256);
CREATE INDEX foreign_fingerprint_unmatched_idx ON lookalike_internal.foreign_fingerprint (foreign_collection_id, foreign_number)
    WHERE NOT is_matched;

CREATE TABLE lookalike_internal.foreign_match (
    foreign_collection_id integer NOT NULL,
    foreign_number bigint NOT NULL,
    image_id bigint NOT NULL,
    found_by text NOT NULL,
    CONSTRAINT foreign_match_pkey PRIMARY KEY (foreign_collection_id, foreign_number, image_id),
    CONSTRAINT foreign_match_foreign_number_fkey FOREIGN KEY (foreign_collection_id, foreign_number)
        REFERENCES lookalike_internal.foreign_fingerprint ON DELETE CASCADE,
    CONSTRAINT foreign_match_image_id_fkey FOREIGN KEY (image_id) REFERENCES lookalike_internal.image ON DELETE CASCADE,
    CONSTRAINT foreign_match_found_by_check CHECK (found_by IN ('same file', 'same pixels', 'same hash', 'near hash'))
);
COMMENT ON TABLE lookalike_internal.foreign_match IS
    'Images here that show the same picture as an image of another archive, by fingerprints alone. Of several images with the same bytes or pixels, the first has a row; by hashes, at most as many as setting crowd_limit says.';
COMMENT ON COLUMN lookalike_internal.foreign_match.foreign_collection_id IS 'The foreign collection.';
COMMENT ON COLUMN lookalike_internal.foreign_match.foreign_number IS 'Number of the image in the other archive.';
COMMENT ON COLUMN lookalike_internal.foreign_match.image_id IS 'The image here.';
COMMENT ON COLUMN lookalike_internal.foreign_match.found_by IS 'same file, same pixels, same hash or near hash: the strongest of them.';
CREATE INDEX foreign_match_image_id_idx ON lookalike_internal.foreign_match (image_id);

-- Triggers add rows, one for each change. Without foreign fingerprints they add none.
CREATE TABLE lookalike_internal.unmatched_foreign (
    image_id bigint NOT NULL,
    change_id bigint GENERATED ALWAYS AS IDENTITY,
    CONSTRAINT unmatched_foreign_pkey PRIMARY KEY (image_id, change_id)
);
COMMENT ON TABLE lookalike_internal.unmatched_foreign IS
    'Images that came, went or changed since they were last compared with foreign fingerprints; an image may be here more than once.';
COMMENT ON COLUMN lookalike_internal.unmatched_foreign.image_id IS 'The image; a deleted image may be here, too.';
COMMENT ON COLUMN lookalike_internal.unmatched_foreign.change_id IS 'Number of the row, as an image may have several.';

CREATE TABLE lookalike_internal.relinked_image (
    image_id bigint NOT NULL,
    change_id bigint GENERATED ALWAYS AS IDENTITY,
    CONSTRAINT relinked_image_pkey PRIMARY KEY (image_id, change_id)
);
COMMENT ON TABLE lookalike_internal.relinked_image IS
    'Images here whose links to foreign fingerprints have changed since shared pictures were last counted; an image may be here more than once.';
COMMENT ON COLUMN lookalike_internal.relinked_image.image_id IS 'The image; a deleted image may be here, too.';
COMMENT ON COLUMN lookalike_internal.relinked_image.change_id IS 'Number of the row, as an image may have several.';

CREATE TABLE lookalike_internal.foreign_state (
    is_only boolean NOT NULL DEFAULT true,
    settings jsonb NOT NULL,
    CONSTRAINT foreign_state_pkey PRIMARY KEY (is_only),
    CONSTRAINT foreign_state_is_only_check CHECK (is_only)
);
COMMENT ON TABLE lookalike_internal.foreign_state IS 'How foreign fingerprints were last compared: one row, or no row before that.';
COMMENT ON COLUMN lookalike_internal.foreign_state.is_only IS 'Always true: there is one row.';
COMMENT ON COLUMN lookalike_internal.foreign_state.settings IS 'The settings of that comparison. Under other settings all are compared again.';
