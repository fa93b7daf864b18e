-- State, as it is today: restrictions.
-- A change edits this file and adds a delta (../README.md).

CREATE TABLE lookalike_internal.access_restriction (
    restriction_id bigint GENERATED ALWAYS AS IDENTITY,
    kind text NOT NULL,
    basis text NOT NULL,
    image_id bigint,
    entry_id bigint,
    collection_id integer,
    folder text COLLATE "C",
    until date,
    reason text NOT NULL,
    placed_by text NOT NULL,
    placed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    lifted_by text,
    lifted_reason text,
    lifted_at timestamptz,
    CONSTRAINT access_restriction_pkey PRIMARY KEY (restriction_id),
    CONSTRAINT access_restriction_entry_id_fkey FOREIGN KEY (entry_id) REFERENCES lookalike_internal.catalogue_entry,
    CONSTRAINT access_restriction_kind_check CHECK (kind IN (
        'personal data', 'copyright', 'culturally sensitive', 'security', 'donor', 'embargo')),
    CONSTRAINT access_restriction_basis_check CHECK (basis <> ''),
    CONSTRAINT access_restriction_reason_check CHECK (reason <> ''),
    CONSTRAINT access_restriction_subject_check CHECK (num_nonnulls(image_id, entry_id, collection_id) = 1),
    CONSTRAINT access_restriction_folder_check CHECK ((folder IS NULL) = (collection_id IS NULL)),
    CONSTRAINT access_restriction_lifted_check CHECK (num_nonnulls(lifted_by, lifted_reason, lifted_at) IN (0, 3))
);
COMMENT ON TABLE lookalike_internal.access_restriction IS 'Restrictions: what only some roles may see. Each is on an image, a catalogue entry, or a collection or a folder in it.';
COMMENT ON COLUMN lookalike_internal.access_restriction.restriction_id IS 'Number of the restriction.';
COMMENT ON COLUMN lookalike_internal.access_restriction.kind IS 'personal data, copyright, culturally sensitive, security, donor or embargo.';
COMMENT ON COLUMN lookalike_internal.access_restriction.basis IS 'The law or agreement that demands it, in words.';
COMMENT ON COLUMN lookalike_internal.access_restriction.image_id IS 'The image that it names. It may have been forgotten since.';
COMMENT ON COLUMN lookalike_internal.access_restriction.entry_id IS 'The catalogue entry that it names.';
COMMENT ON COLUMN lookalike_internal.access_restriction.collection_id IS 'The collection that it names.';
COMMENT ON COLUMN lookalike_internal.access_restriction.folder IS 'The folder or file in the collection; empty for the whole collection.';
COMMENT ON COLUMN lookalike_internal.access_restriction.until IS 'The last day of the restriction; null if it has no end.';
COMMENT ON COLUMN lookalike_internal.access_restriction.reason IS 'Reason of the restriction.';
COMMENT ON COLUMN lookalike_internal.access_restriction.placed_by IS 'Name of the person who placed it.';
COMMENT ON COLUMN lookalike_internal.access_restriction.placed_at IS 'When it was placed.';
COMMENT ON COLUMN lookalike_internal.access_restriction.lifted_by IS 'Name of the person who lifted it; null before that.';
COMMENT ON COLUMN lookalike_internal.access_restriction.lifted_reason IS 'Why it was lifted.';
COMMENT ON COLUMN lookalike_internal.access_restriction.lifted_at IS 'When it was lifted; null before that.';
CREATE INDEX access_restriction_entry_id_idx ON lookalike_internal.access_restriction (entry_id) WHERE lifted_at IS NULL;
