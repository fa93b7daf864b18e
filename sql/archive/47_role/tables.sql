-- State, as it is today: the roles that people declared for files.
-- A change edits this file and adds a delta (../README.md).

CREATE TABLE lookalike_internal.declared_role (
    collection_id integer NOT NULL,
    path text NOT NULL,
    role text NOT NULL,
    declared_by text NOT NULL,
    declared_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT declared_role_pkey PRIMARY KEY (collection_id, path),
    CONSTRAINT declared_role_collection_id_fkey FOREIGN KEY (collection_id)
        REFERENCES lookalike_internal.collection ON DELETE CASCADE,
    CONSTRAINT declared_role_role_check CHECK (
        role IN ('preservation master', 'production master', 'access copy', 'thumbnail')),
    CONSTRAINT declared_role_path_check CHECK (path !~ '^/|/$')
);
COMMENT ON TABLE lookalike_internal.declared_role IS 'Roles that people declared for the files of a collection, of a folder, or for one file.';
COMMENT ON COLUMN lookalike_internal.declared_role.collection_id IS 'The collection.';
COMMENT ON COLUMN lookalike_internal.declared_role.path IS 'Folder or file, relative to the folder of the collection; empty for the whole collection.';
COMMENT ON COLUMN lookalike_internal.declared_role.role IS 'preservation master, production master, access copy or thumbnail.';
COMMENT ON COLUMN lookalike_internal.declared_role.declared_by IS 'Name of the person who declared it.';
COMMENT ON COLUMN lookalike_internal.declared_role.declared_at IS 'When that person declared it.';
