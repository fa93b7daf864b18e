-- Stateful: run once by a migration. What catalogues say about images.

CREATE TABLE lookalike.catalogue (
    catalogue_id integer GENERATED ALWAYS AS IDENTITY,
    name text NOT NULL,
    mapping jsonb NOT NULL,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT catalogue_pkey PRIMARY KEY (catalogue_id),
    CONSTRAINT catalogue_name_key UNIQUE (name),
    CONSTRAINT catalogue_name_check CHECK (name <> '')
);

CREATE TABLE lookalike.catalogue_import (
    import_id bigint GENERATED ALWAYS AS IDENTITY,
    catalogue_id integer NOT NULL,
    source text NOT NULL,
    mapping jsonb NOT NULL,
    counts jsonb NOT NULL DEFAULT '{}',
    imported_by text NOT NULL DEFAULT session_user,
    imported_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT catalogue_import_pkey PRIMARY KEY (import_id),
    CONSTRAINT catalogue_import_catalogue_id_fkey FOREIGN KEY (catalogue_id) REFERENCES lookalike.catalogue
);

CREATE TABLE lookalike.catalogue_entry (
    entry_id bigint GENERATED ALWAYS AS IDENTITY,
    catalogue_id integer NOT NULL,
    external_id text NOT NULL,
    file text,
    digest text,
    title text,
    creator text,
    date_text text,
    date_from date,
    date_to date,
    description text,
    rights_statement text,
    licence text,
    rights_holder text,
    credit_line text,
    published_at text,
    published_in text,
    is_published boolean NOT NULL DEFAULT false,
    other jsonb NOT NULL DEFAULT '{}',
    source_line bigint,
    first_import_id bigint NOT NULL,
    import_id bigint NOT NULL,
    missing_since timestamptz,
    CONSTRAINT catalogue_entry_pkey PRIMARY KEY (entry_id),
    CONSTRAINT catalogue_entry_external_id_key UNIQUE (catalogue_id, external_id),
    CONSTRAINT catalogue_entry_catalogue_id_fkey FOREIGN KEY (catalogue_id) REFERENCES lookalike.catalogue,
    CONSTRAINT catalogue_entry_first_import_id_fkey FOREIGN KEY (first_import_id) REFERENCES lookalike.catalogue_import,
    CONSTRAINT catalogue_entry_import_id_fkey FOREIGN KEY (import_id) REFERENCES lookalike.catalogue_import,
    CONSTRAINT catalogue_entry_external_id_check CHECK (external_id <> ''),
    CONSTRAINT catalogue_entry_date_check CHECK (date_from <= date_to)
);

-- What entries said before an import changed them.
CREATE TABLE lookalike.catalogue_entry_history (
    entry_id bigint NOT NULL,
    import_id bigint NOT NULL,
    said jsonb NOT NULL,
    replaced_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT catalogue_entry_history_pkey PRIMARY KEY (entry_id, import_id),
    CONSTRAINT catalogue_entry_history_entry_id_fkey FOREIGN KEY (entry_id) REFERENCES lookalike.catalogue_entry,
    CONSTRAINT catalogue_entry_history_import_id_fkey FOREIGN KEY (import_id) REFERENCES lookalike.catalogue_import
);

CREATE TABLE lookalike.entry_image (
    entry_id bigint NOT NULL,
    image_id bigint NOT NULL,
    matched_by text NOT NULL,
    linked_by text,
    CONSTRAINT entry_image_pkey PRIMARY KEY (entry_id, image_id),
    CONSTRAINT entry_image_entry_id_fkey FOREIGN KEY (entry_id) REFERENCES lookalike.catalogue_entry ON DELETE CASCADE,
    CONSTRAINT entry_image_image_id_fkey FOREIGN KEY (image_id) REFERENCES lookalike.image ON DELETE CASCADE,
    CONSTRAINT entry_image_matched_by_check CHECK (
        matched_by IN ('digest', 'path', 'file name', 'external id', 'person'))
);

CREATE INDEX entry_image_image_id_idx ON lookalike.entry_image (image_id);

-- Which pictures, by their pixels, have ever been published. Rows are only ever added.
CREATE TABLE lookalike.publication (
    pixel_digest bytea NOT NULL,
    entry_id bigint NOT NULL,
    published_at text,
    published_in text,
    recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT publication_pkey PRIMARY KEY (pixel_digest, entry_id),
    CONSTRAINT publication_entry_id_fkey FOREIGN KEY (entry_id) REFERENCES lookalike.catalogue_entry
);

-- Links that a person has taken away: matching does not make them again.
CREATE TABLE lookalike.refused_link (
    entry_id bigint NOT NULL,
    image_id bigint NOT NULL,
    refused_by text NOT NULL,
    refused_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT refused_link_pkey PRIMARY KEY (entry_id, image_id),
    CONSTRAINT refused_link_entry_id_fkey FOREIGN KEY (entry_id) REFERENCES lookalike.catalogue_entry ON DELETE CASCADE,
    CONSTRAINT refused_link_image_id_fkey FOREIGN KEY (image_id) REFERENCES lookalike.image ON DELETE CASCADE
);

-- Entries that wait to be matched (no reason yet), and those for which no image was found, with the reason.
CREATE TABLE lookalike.unlinked_entry (
    entry_id bigint NOT NULL,
    is_changed boolean NOT NULL,
    reason text,
    CONSTRAINT unlinked_entry_pkey PRIMARY KEY (entry_id),
    CONSTRAINT unlinked_entry_entry_id_fkey FOREIGN KEY (entry_id) REFERENCES lookalike.catalogue_entry ON DELETE CASCADE
);

CREATE INDEX unlinked_entry_waiting_idx ON lookalike.unlinked_entry (entry_id) WHERE reason IS NULL;

-- Images that came, moved, went or changed since entries were last matched. Rows are only added, and an
-- image may be in many: one that found its row there already, and added none, would be lost when a
-- matching under way takes that row.
CREATE TABLE lookalike.unlinked_image (
    image_id bigint NOT NULL
);

INSERT INTO lookalike.unlinked_image (image_id)
SELECT i.image_id FROM lookalike.image i WHERE i.missing_since IS NULL;
