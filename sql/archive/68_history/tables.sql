-- State, as it is today: the figures after each audit, and what has changed between two audits.
-- A change edits this file and adds a delta (../README.md).

CREATE TABLE lookalike_internal.audit (
    audit_id integer GENERATED ALWAYS AS IDENTITY,
    taken_at timestamptz NOT NULL,
    confirmed_at timestamptz NOT NULL,
    CONSTRAINT audit_pkey PRIMARY KEY (audit_id)
);
COMMENT ON TABLE lookalike_internal.audit IS 'Snapshots of the figures: one row for each audit after which anything was another than before.';
COMMENT ON COLUMN lookalike_internal.audit.audit_id IS 'Number of the snapshot; a later one is higher.';
COMMENT ON COLUMN lookalike_internal.audit.taken_at IS 'When it was taken.';
COMMENT ON COLUMN lookalike_internal.audit.confirmed_at IS 'When an audit last found nothing else.';

CREATE TABLE lookalike_internal.audit_snapshot (
    audit_id integer NOT NULL,
    site text,
    sector text,
    jurisdiction text,
    collection text NOT NULL,
    format text NOT NULL,
    year smallint,
    class text,
    is_restricted boolean NOT NULL,
    images bigint NOT NULL,
    bytes bigint NOT NULL,
    duplicates bigint NOT NULL,
    duplicate_bytes bigint NOT NULL,
    releasable_images bigint NOT NULL,
    releasable_bytes bigint NOT NULL,
    cost_per_byte_year numeric NOT NULL,
    currency text NOT NULL,
    figure_id bigint GENERATED ALWAYS AS IDENTITY,
    CONSTRAINT audit_snapshot_pkey PRIMARY KEY (figure_id),
    CONSTRAINT audit_snapshot_key UNIQUE NULLS NOT DISTINCT (audit_id, collection, format, year, class, is_restricted),
    CONSTRAINT audit_snapshot_audit_id_fkey FOREIGN KEY (audit_id) REFERENCES lookalike_internal.audit
);
COMMENT ON TABLE lookalike_internal.audit_snapshot IS 'The figures at a snapshot. Names are kept as they were.';
COMMENT ON COLUMN lookalike_internal.audit_snapshot.audit_id IS 'The snapshot.';
COMMENT ON COLUMN lookalike_internal.audit_snapshot.site IS 'Site of the collection at that time.';
COMMENT ON COLUMN lookalike_internal.audit_snapshot.sector IS 'Sector of that site.';
COMMENT ON COLUMN lookalike_internal.audit_snapshot.jurisdiction IS 'Jurisdiction of the collection at that time.';
COMMENT ON COLUMN lookalike_internal.audit_snapshot.collection IS 'Name of the collection.';
COMMENT ON COLUMN lookalike_internal.audit_snapshot.format IS 'Format of the images.';
COMMENT ON COLUMN lookalike_internal.audit_snapshot.year IS 'Year in which the pictures were made; null if it is not known.';
COMMENT ON COLUMN lookalike_internal.audit_snapshot.class IS 'Retention class; null before images are classified.';
COMMENT ON COLUMN lookalike_internal.audit_snapshot.is_restricted IS 'Whether these are images that were restricted at that time.';
COMMENT ON COLUMN lookalike_internal.audit_snapshot.images IS 'How many images there were.';
COMMENT ON COLUMN lookalike_internal.audit_snapshot.bytes IS 'Bytes of these.';
COMMENT ON COLUMN lookalike_internal.audit_snapshot.duplicates IS 'How many were duplicates, by clusters alone.';
COMMENT ON COLUMN lookalike_internal.audit_snapshot.duplicate_bytes IS 'Bytes of these.';
COMMENT ON COLUMN lookalike_internal.audit_snapshot.releasable_images IS 'How many policy, decisions and guards would have let go.';
COMMENT ON COLUMN lookalike_internal.audit_snapshot.releasable_bytes IS 'Bytes of these.';
COMMENT ON COLUMN lookalike_internal.audit_snapshot.cost_per_byte_year IS 'What a byte cost a year, at that time.';
COMMENT ON COLUMN lookalike_internal.audit_snapshot.currency IS 'Currency of that price.';
COMMENT ON COLUMN lookalike_internal.audit_snapshot.figure_id IS 'Number of the row.';

-- One row an image, as the last snapshot saw it. No foreign key: what is gone is found here.
CREATE TABLE lookalike_internal.audited_image (
    image_id bigint NOT NULL,
    collection_id integer NOT NULL,
    cluster_id integer,
    is_missing boolean NOT NULL,
    sha256 bytea NOT NULL,
    path text COLLATE "C" NOT NULL,
    CONSTRAINT audited_image_pkey PRIMARY KEY (image_id),
    CONSTRAINT audited_image_path_check CHECK (path !~ '(^|/)[.]{0,2}(/|$)')
);
COMMENT ON TABLE lookalike_internal.audited_image IS 'Images as the last snapshot saw them; the next one compares.';
COMMENT ON COLUMN lookalike_internal.audited_image.image_id IS 'The image; it may have been forgotten since.';
COMMENT ON COLUMN lookalike_internal.audited_image.collection_id IS 'Its collection.';
COMMENT ON COLUMN lookalike_internal.audited_image.cluster_id IS 'Its cluster; null without copies, and for a missing image.';
COMMENT ON COLUMN lookalike_internal.audited_image.is_missing IS 'Whether the file was gone.';
COMMENT ON COLUMN lookalike_internal.audited_image.sha256 IS 'SHA-256 of the bytes.';
COMMENT ON COLUMN lookalike_internal.audited_image.path IS 'Path relative to the folder of the collection.';

CREATE TABLE lookalike_internal.image_change (
    audit_id integer NOT NULL,
    image_id bigint NOT NULL,
    change text NOT NULL,
    collection text,
    path text COLLATE "C" NOT NULL,
    old_path text,
    cluster_id integer,
    CONSTRAINT image_change_pkey PRIMARY KEY (audit_id, image_id, change),
    CONSTRAINT image_change_audit_id_fkey FOREIGN KEY (audit_id) REFERENCES lookalike_internal.audit,
    CONSTRAINT image_change_path_check CHECK (path !~ '(^|/)[.]{0,2}(/|$)'),
    CONSTRAINT image_change_change_check CHECK (change IN ('came', 'changed', 'moved', 'went', 'returned', 'joined', 'left'))
);
COMMENT ON TABLE lookalike_internal.image_change IS 'What a snapshot found to be another than the snapshot before it.';
COMMENT ON COLUMN lookalike_internal.image_change.audit_id IS 'The snapshot that found it.';
COMMENT ON COLUMN lookalike_internal.image_change.image_id IS 'The image; it may have been forgotten since.';
COMMENT ON COLUMN lookalike_internal.image_change.change IS 'came, changed (other bytes), moved (another path), went (missing or forgotten), returned, joined (a cluster) or left (a cluster).';
COMMENT ON COLUMN lookalike_internal.image_change.collection IS 'Collection of the image; null if it was forgotten.';
COMMENT ON COLUMN lookalike_internal.image_change.path IS 'Path of the image.';
COMMENT ON COLUMN lookalike_internal.image_change.old_path IS 'For an image that moved, the path before.';
COMMENT ON COLUMN lookalike_internal.image_change.cluster_id IS 'The cluster that it joined or left; for other changes, the cluster in which it is.';
CREATE INDEX image_change_image_id_idx ON lookalike_internal.image_change (image_id);
