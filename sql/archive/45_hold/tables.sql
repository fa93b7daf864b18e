-- State, as it is today: legal matters, their holds, and the pictures under hold.
-- A change edits this file and adds a delta (../README.md).

CREATE TABLE lookalike_internal.legal_matter (
    matter_id integer GENERATED ALWAYS AS IDENTITY,
    name text NOT NULL,
    opened_by text NOT NULL,
    opened_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    closed_by text,
    closed_reason text,
    closed_at timestamptz,
    asked_by text,
    asked_reason text,
    asked_at timestamptz,
    CONSTRAINT legal_matter_pkey PRIMARY KEY (matter_id),
    CONSTRAINT legal_matter_name_key UNIQUE (name),
    CONSTRAINT legal_matter_name_check CHECK (name <> ''),
    CONSTRAINT legal_matter_closed_check CHECK (
        (closed_at IS NULL) = (closed_by IS NULL) AND (closed_at IS NULL) = (closed_reason IS NULL)),
    CONSTRAINT legal_matter_asked_check CHECK (num_nonnulls(asked_by, asked_reason, asked_at) IN (0, 3))
);
COMMENT ON TABLE lookalike_internal.legal_matter IS 'A legal proceeding, or another matter, that needs images held.';
COMMENT ON COLUMN lookalike_internal.legal_matter.matter_id IS 'Number of the matter.';
COMMENT ON COLUMN lookalike_internal.legal_matter.name IS 'Name of the matter.';
COMMENT ON COLUMN lookalike_internal.legal_matter.opened_by IS 'Name of the person who placed its first hold.';
COMMENT ON COLUMN lookalike_internal.legal_matter.opened_at IS 'When the matter was opened.';
COMMENT ON COLUMN lookalike_internal.legal_matter.closed_by IS 'Name of the person who confirmed that it is closed.';
COMMENT ON COLUMN lookalike_internal.legal_matter.closed_reason IS 'Why it was closed.';
COMMENT ON COLUMN lookalike_internal.legal_matter.closed_at IS 'When it was closed; null while it is open.';
COMMENT ON COLUMN lookalike_internal.legal_matter.asked_by IS 'Name of the person who asked to close it; null while nobody asks. Another person closes it.';
COMMENT ON COLUMN lookalike_internal.legal_matter.asked_reason IS 'Why that person wants it closed.';
COMMENT ON COLUMN lookalike_internal.legal_matter.asked_at IS 'When that person asked.';

-- A hold names one thing: a picture by its pixels, an entry, a collection, or a list of images. The hold stays when its image is
-- forgotten; a trigger refuses to forget a held collection.
CREATE TABLE lookalike_internal.legal_hold (
    hold_id bigint GENERATED ALWAYS AS IDENTITY,
    matter_id integer NOT NULL,
    pixel_digest bytea,
    entry_id bigint,
    collection_id integer,
    image_id bigint,
    reason text NOT NULL,
    placed_by text NOT NULL,
    placed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    released_by text,
    released_reason text,
    released_at timestamptz,
    asked_by text,
    asked_reason text,
    asked_at timestamptz,
    scope text NOT NULL DEFAULT 'picture and versions',
    custodian text,
    review_on date,
    image_count integer,
    query text,
    CONSTRAINT legal_hold_pkey PRIMARY KEY (hold_id),
    CONSTRAINT legal_hold_matter_id_fkey FOREIGN KEY (matter_id) REFERENCES lookalike_internal.legal_matter,
    CONSTRAINT legal_hold_entry_id_fkey FOREIGN KEY (entry_id) REFERENCES lookalike_internal.catalogue_entry,
    CONSTRAINT legal_hold_subject_check CHECK (num_nonnulls(pixel_digest, entry_id, collection_id, image_count) = 1),
    CONSTRAINT legal_hold_image_check CHECK ((image_id IS NULL) = (pixel_digest IS NULL)),
    CONSTRAINT legal_hold_reason_check CHECK (reason <> ''),
    CONSTRAINT legal_hold_released_check CHECK (
        (released_at IS NULL) = (released_by IS NULL) AND (released_at IS NULL) = (released_reason IS NULL)),
    CONSTRAINT legal_hold_asked_check CHECK (num_nonnulls(asked_by, asked_reason, asked_at) IN (0, 3)),
    CONSTRAINT legal_hold_scope_check CHECK (scope IN ('picture and versions', 'file')),
    CONSTRAINT legal_hold_custodian_check CHECK (custodian <> ''),
    CONSTRAINT legal_hold_query_check CHECK (query IS NULL OR image_count IS NOT NULL)
);
COMMENT ON TABLE lookalike_internal.legal_hold IS 'Holds for a matter. Each names a picture by its pixels, a catalogue entry, a collection, or a list of images.';
COMMENT ON COLUMN lookalike_internal.legal_hold.hold_id IS 'Number of the hold.';
COMMENT ON COLUMN lookalike_internal.legal_hold.matter_id IS 'The matter that the hold is for.';
COMMENT ON COLUMN lookalike_internal.legal_hold.pixel_digest IS 'The pixels that are held, in every file that has them.';
COMMENT ON COLUMN lookalike_internal.legal_hold.entry_id IS 'The catalogue entry whose images are held.';
COMMENT ON COLUMN lookalike_internal.legal_hold.collection_id IS 'The collection whose images are held.';
COMMENT ON COLUMN lookalike_internal.legal_hold.image_id IS 'The image that the hold names, with the pixels; it stays held when its file changes.';
COMMENT ON COLUMN lookalike_internal.legal_hold.reason IS 'Reason of the hold.';
COMMENT ON COLUMN lookalike_internal.legal_hold.placed_by IS 'Name of the person who placed it.';
COMMENT ON COLUMN lookalike_internal.legal_hold.placed_at IS 'When it was placed.';
COMMENT ON COLUMN lookalike_internal.legal_hold.released_by IS 'Name of the person who confirmed its release.';
COMMENT ON COLUMN lookalike_internal.legal_hold.released_reason IS 'Why it was released.';
COMMENT ON COLUMN lookalike_internal.legal_hold.released_at IS 'When it was released; null before that.';
COMMENT ON COLUMN lookalike_internal.legal_hold.asked_by IS 'Name of the person who asked to release it; null while nobody asks. Another person releases it.';
COMMENT ON COLUMN lookalike_internal.legal_hold.asked_reason IS 'Why that person wants it released.';
COMMENT ON COLUMN lookalike_internal.legal_hold.asked_at IS 'When that person asked.';
COMMENT ON COLUMN lookalike_internal.legal_hold.scope IS 'picture and versions: the hold covers the copies, the versions and the composites of its pictures, too; file: only files with these bytes or these pixels.';
COMMENT ON COLUMN lookalike_internal.legal_hold.custodian IS 'The person or office that answers for the hold; null if nobody was named.';
COMMENT ON COLUMN lookalike_internal.legal_hold.review_on IS 'The day on which people look whether the hold is still needed; null if no day was set.';
COMMENT ON COLUMN lookalike_internal.legal_hold.image_count IS 'How many images the hold names, if it names a list.';
COMMENT ON COLUMN lookalike_internal.legal_hold.query IS 'The query that found the images of the list, as the person wrote it; null if no query was given.';
CREATE INDEX legal_hold_pixel_digest_idx ON lookalike_internal.legal_hold (pixel_digest) WHERE released_at IS NULL;
CREATE INDEX legal_hold_entry_id_idx ON lookalike_internal.legal_hold (entry_id) WHERE released_at IS NULL;

-- Every picture that a hold has ever covered. Entries, links, files and collections change, but a picture that
-- was held once stays held until the hold ends. Rows are only added.
CREATE TABLE lookalike_internal.legal_hold_picture (
    hold_id bigint NOT NULL,
    pixel_digest bytea NOT NULL,
    CONSTRAINT legal_hold_picture_pkey PRIMARY KEY (hold_id, pixel_digest),
    CONSTRAINT legal_hold_picture_hold_id_fkey FOREIGN KEY (hold_id) REFERENCES lookalike_internal.legal_hold
);
COMMENT ON TABLE lookalike_internal.legal_hold_picture IS 'Every picture that a hold has ever covered. The picture stays held, in every file, until the hold ends. Rows are only added.';
COMMENT ON COLUMN lookalike_internal.legal_hold_picture.hold_id IS 'Number of the hold.';
COMMENT ON COLUMN lookalike_internal.legal_hold_picture.pixel_digest IS 'Pixels of the picture.';
CREATE INDEX legal_hold_picture_pixel_digest_idx ON lookalike_internal.legal_hold_picture (pixel_digest);

-- Every file that a hold has ever covered, by its bytes. What a picture looks like is what the loader says; what the bytes
-- are is read again from the disk before a file leaves. Rows are only added.
CREATE TABLE lookalike_internal.legal_hold_file (
    hold_id bigint NOT NULL,
    sha256 bytea NOT NULL,
    CONSTRAINT legal_hold_file_pkey PRIMARY KEY (hold_id, sha256),
    CONSTRAINT legal_hold_file_hold_id_fkey FOREIGN KEY (hold_id) REFERENCES lookalike_internal.legal_hold,
    CONSTRAINT legal_hold_file_sha256_check CHECK (octet_length(sha256) = 32)
);
COMMENT ON TABLE lookalike_internal.legal_hold_file IS 'Every file that a hold has ever covered, by its bytes. The bytes stay held, under every name, until the hold ends. Rows are only added.';
COMMENT ON COLUMN lookalike_internal.legal_hold_file.hold_id IS 'Number of the hold.';
COMMENT ON COLUMN lookalike_internal.legal_hold_file.sha256 IS 'SHA-256 of the bytes of the file.';
CREATE INDEX legal_hold_file_sha256_idx ON lookalike_internal.legal_hold_file (sha256);

-- The images that holds name. They stay held when their files change, and the rows stay when the images are forgotten.
CREATE TABLE lookalike_internal.legal_hold_image (
    hold_id bigint NOT NULL,
    image_id bigint NOT NULL,
    CONSTRAINT legal_hold_image_pkey PRIMARY KEY (hold_id, image_id),
    CONSTRAINT legal_hold_image_hold_id_fkey FOREIGN KEY (hold_id) REFERENCES lookalike_internal.legal_hold
);
COMMENT ON TABLE lookalike_internal.legal_hold_image IS 'The images that holds name, one by one or in a list. They stay held when their files change. Rows are only added.';
COMMENT ON COLUMN lookalike_internal.legal_hold_image.hold_id IS 'Number of the hold.';
COMMENT ON COLUMN lookalike_internal.legal_hold_image.image_id IS 'Number of the image.';
CREATE INDEX legal_hold_image_image_id_idx ON lookalike_internal.legal_hold_image (image_id);

CREATE TABLE lookalike_internal.vital_mark (
    mark_id bigint GENERATED ALWAYS AS IDENTITY,
    pixel_digest bytea NOT NULL,
    image_id bigint NOT NULL,
    is_vital boolean NOT NULL,
    marked_by text NOT NULL,
    reason text NOT NULL,
    marked_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT vital_mark_pkey PRIMARY KEY (mark_id)
);
COMMENT ON TABLE lookalike_internal.vital_mark IS 'Pictures that people marked as vital records; rows are only added, and the latest row about a picture counts.';
COMMENT ON COLUMN lookalike_internal.vital_mark.mark_id IS 'Number of the mark.';
COMMENT ON COLUMN lookalike_internal.vital_mark.pixel_digest IS 'Digest of the pixels of the picture.';
COMMENT ON COLUMN lookalike_internal.vital_mark.image_id IS 'The image that the person named; it may have been forgotten since.';
COMMENT ON COLUMN lookalike_internal.vital_mark.is_vital IS 'Whether the picture is marked; false takes a mark away.';
COMMENT ON COLUMN lookalike_internal.vital_mark.marked_by IS 'Name of the person.';
COMMENT ON COLUMN lookalike_internal.vital_mark.reason IS 'Reason of that person.';
COMMENT ON COLUMN lookalike_internal.vital_mark.marked_at IS 'When the person did it.';
CREATE INDEX vital_mark_pixel_digest_idx ON lookalike_internal.vital_mark (pixel_digest, mark_id);
