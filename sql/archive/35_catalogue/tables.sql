-- State, as it is today. What catalogues say about images.
-- A change edits this file and adds a delta (../README.md).

CREATE TABLE lookalike_internal.catalogue (
    catalogue_id integer GENERATED ALWAYS AS IDENTITY,
    name text NOT NULL,
    mapping jsonb NOT NULL,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT catalogue_pkey PRIMARY KEY (catalogue_id),
    CONSTRAINT catalogue_name_key UNIQUE (name),
    CONSTRAINT catalogue_name_check CHECK (name <> '')
);
COMMENT ON TABLE lookalike_internal.catalogue IS 'A source of descriptions of images: a database, a spreadsheet, a finding aid.';
COMMENT ON COLUMN lookalike_internal.catalogue.catalogue_id IS 'Number of the catalogue.';
COMMENT ON COLUMN lookalike_internal.catalogue.name IS 'What people call it.';
COMMENT ON COLUMN lookalike_internal.catalogue.mapping IS 'Which of its columns is which field; the next import goes by it.';
COMMENT ON COLUMN lookalike_internal.catalogue.created_at IS 'When it was first imported.';

CREATE TABLE lookalike_internal.catalogue_import (
    import_id bigint GENERATED ALWAYS AS IDENTITY,
    catalogue_id integer NOT NULL,
    source text NOT NULL,
    mapping jsonb NOT NULL,
    counts jsonb NOT NULL DEFAULT '{}',
    imported_by text NOT NULL DEFAULT session_user,
    imported_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT catalogue_import_pkey PRIMARY KEY (import_id),
    CONSTRAINT catalogue_import_catalogue_id_fkey FOREIGN KEY (catalogue_id) REFERENCES lookalike_internal.catalogue
);
COMMENT ON TABLE lookalike_internal.catalogue_import IS 'One import of a catalogue.';
COMMENT ON COLUMN lookalike_internal.catalogue_import.import_id IS 'Number of the import.';
COMMENT ON COLUMN lookalike_internal.catalogue_import.catalogue_id IS 'The catalogue.';
COMMENT ON COLUMN lookalike_internal.catalogue_import.source IS 'The file or query that it came from.';
COMMENT ON COLUMN lookalike_internal.catalogue_import.mapping IS 'Which column was taken for which field.';
COMMENT ON COLUMN lookalike_internal.catalogue_import.counts IS 'Entries in it, new, changed, missing, returned and matched, and links added and removed.';
COMMENT ON COLUMN lookalike_internal.catalogue_import.imported_by IS 'The role that imported it.';
COMMENT ON COLUMN lookalike_internal.catalogue_import.imported_at IS 'When it was imported.';

CREATE TABLE lookalike_internal.catalogue_entry (
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
    CONSTRAINT catalogue_entry_catalogue_id_fkey FOREIGN KEY (catalogue_id) REFERENCES lookalike_internal.catalogue,
    CONSTRAINT catalogue_entry_first_import_id_fkey FOREIGN KEY (first_import_id) REFERENCES lookalike_internal.catalogue_import,
    CONSTRAINT catalogue_entry_import_id_fkey FOREIGN KEY (import_id) REFERENCES lookalike_internal.catalogue_import,
    CONSTRAINT catalogue_entry_external_id_check CHECK (external_id <> ''),
    CONSTRAINT catalogue_entry_date_check CHECK (date_from <= date_to)
);
COMMENT ON TABLE lookalike_internal.catalogue_entry IS 'What a catalogue says about one object.';
COMMENT ON COLUMN lookalike_internal.catalogue_entry.entry_id IS 'Number of the entry.';
COMMENT ON COLUMN lookalike_internal.catalogue_entry.catalogue_id IS 'The catalogue it is in.';
COMMENT ON COLUMN lookalike_internal.catalogue_entry.external_id IS 'The id that it has in the catalogue.';
COMMENT ON COLUMN lookalike_internal.catalogue_entry.file IS 'The file it names, as it names it.';
COMMENT ON COLUMN lookalike_internal.catalogue_entry.digest IS 'The digest of a file that it gives, in small letters; SHA-256 is matched.';
COMMENT ON COLUMN lookalike_internal.catalogue_entry.title IS 'Title (dc:title).';
COMMENT ON COLUMN lookalike_internal.catalogue_entry.creator IS 'Creator (dc:creator).';
COMMENT ON COLUMN lookalike_internal.catalogue_entry.date_text IS 'Date (dc:date), as it is written.';
COMMENT ON COLUMN lookalike_internal.catalogue_entry.date_from IS 'The earliest day that the date may mean; null where it sets no such bound.';
COMMENT ON COLUMN lookalike_internal.catalogue_entry.date_to IS 'The latest day that the date may mean; null where it sets no such bound.';
COMMENT ON COLUMN lookalike_internal.catalogue_entry.description IS 'Description (dc:description).';
COMMENT ON COLUMN lookalike_internal.catalogue_entry.rights_statement IS 'Rights statement (dc:rights), as a URI of rightsstatements.org or in words.';
COMMENT ON COLUMN lookalike_internal.catalogue_entry.licence IS 'Licence (dcterms:license).';
COMMENT ON COLUMN lookalike_internal.catalogue_entry.rights_holder IS 'Rights holder (dcterms:rightsHolder).';
COMMENT ON COLUMN lookalike_internal.catalogue_entry.credit_line IS 'Credit line (IPTC).';
COMMENT ON COLUMN lookalike_internal.catalogue_entry.published_at IS 'When it was published, as it is written.';
COMMENT ON COLUMN lookalike_internal.catalogue_entry.published_in IS 'Where it was published.';
COMMENT ON COLUMN lookalike_internal.catalogue_entry.is_published IS 'Whether the catalogue says that it was published.';
COMMENT ON COLUMN lookalike_internal.catalogue_entry.other IS 'All that it says in other columns.';
COMMENT ON COLUMN lookalike_internal.catalogue_entry.source_line IS 'Line or row where it began in the source of the import that last changed it.';
COMMENT ON COLUMN lookalike_internal.catalogue_entry.first_import_id IS 'The import that brought it.';
COMMENT ON COLUMN lookalike_internal.catalogue_entry.import_id IS 'The import that last changed it.';
COMMENT ON COLUMN lookalike_internal.catalogue_entry.missing_since IS 'Since when it is no longer in the catalogue; null while it is.';

-- What entries said before an import changed them.
CREATE TABLE lookalike_internal.catalogue_entry_history (
    entry_id bigint NOT NULL,
    import_id bigint NOT NULL,
    said jsonb NOT NULL,
    replaced_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT catalogue_entry_history_pkey PRIMARY KEY (entry_id, import_id),
    CONSTRAINT catalogue_entry_history_entry_id_fkey FOREIGN KEY (entry_id) REFERENCES lookalike_internal.catalogue_entry,
    CONSTRAINT catalogue_entry_history_import_id_fkey FOREIGN KEY (import_id) REFERENCES lookalike_internal.catalogue_import
);
COMMENT ON TABLE lookalike_internal.catalogue_entry_history IS 'What entries said before an import changed them; rows are only added.';
COMMENT ON COLUMN lookalike_internal.catalogue_entry_history.entry_id IS 'The entry.';
COMMENT ON COLUMN lookalike_internal.catalogue_entry_history.import_id IS 'The import that changed it.';
COMMENT ON COLUMN lookalike_internal.catalogue_entry_history.said IS 'What it said until then, by the names of its columns.';
COMMENT ON COLUMN lookalike_internal.catalogue_entry_history.replaced_at IS 'When that was replaced.';

CREATE TABLE lookalike_internal.entry_image (
    entry_id bigint NOT NULL,
    image_id bigint NOT NULL,
    link_evidence text NOT NULL,
    linked_by text,
    CONSTRAINT entry_image_pkey PRIMARY KEY (entry_id, image_id),
    CONSTRAINT entry_image_entry_id_fkey FOREIGN KEY (entry_id) REFERENCES lookalike_internal.catalogue_entry ON DELETE CASCADE,
    CONSTRAINT entry_image_image_id_fkey FOREIGN KEY (image_id) REFERENCES lookalike_internal.image ON DELETE CASCADE,
    CONSTRAINT entry_image_matched_by_check CHECK (
        link_evidence IN ('digest', 'path', 'file name', 'external id', 'person'))
);
COMMENT ON TABLE lookalike_internal.entry_image IS 'Which entry is about which image; both may have several.';
COMMENT ON COLUMN lookalike_internal.entry_image.entry_id IS 'The entry.';
COMMENT ON COLUMN lookalike_internal.entry_image.image_id IS 'The image.';
COMMENT ON COLUMN lookalike_internal.entry_image.link_evidence IS 'How they were found to belong together: digest, path, file name, external id (it is in the file name) or person.';
COMMENT ON COLUMN lookalike_internal.entry_image.linked_by IS 'The person who linked them.';
CREATE INDEX entry_image_image_id_idx ON lookalike_internal.entry_image (image_id);

-- Which pictures, by their pixels, have ever been published. Rows are only ever added.
CREATE TABLE lookalike_internal.publication (
    pixel_digest bytea NOT NULL,
    entry_id bigint NOT NULL,
    published_at text,
    published_in text,
    recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT publication_pkey PRIMARY KEY (pixel_digest, entry_id),
    CONSTRAINT publication_entry_id_fkey FOREIGN KEY (entry_id) REFERENCES lookalike_internal.catalogue_entry
);
COMMENT ON TABLE lookalike_internal.publication IS 'Which pictures, by their pixels, were ever published; rows are only added.';
COMMENT ON COLUMN lookalike_internal.publication.pixel_digest IS 'Digest of the decoded pixels.';
COMMENT ON COLUMN lookalike_internal.publication.entry_id IS 'The entry that said so.';
COMMENT ON COLUMN lookalike_internal.publication.published_at IS 'When, by its word.';
COMMENT ON COLUMN lookalike_internal.publication.published_in IS 'Where, by its word.';
COMMENT ON COLUMN lookalike_internal.publication.recorded_at IS 'When this became known here.';

-- Links that a person has taken away: matching does not make them again.
CREATE TABLE lookalike_internal.refused_link (
    entry_id bigint NOT NULL,
    image_id bigint NOT NULL,
    refused_by text NOT NULL,
    refused_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT refused_link_pkey PRIMARY KEY (entry_id, image_id),
    CONSTRAINT refused_link_entry_id_fkey FOREIGN KEY (entry_id) REFERENCES lookalike_internal.catalogue_entry ON DELETE CASCADE,
    CONSTRAINT refused_link_image_id_fkey FOREIGN KEY (image_id) REFERENCES lookalike_internal.image ON DELETE CASCADE
);
COMMENT ON TABLE lookalike_internal.refused_link IS 'Links of an entry to an image that a person has taken away.';
COMMENT ON COLUMN lookalike_internal.refused_link.entry_id IS 'The entry.';
COMMENT ON COLUMN lookalike_internal.refused_link.image_id IS 'The image that it is not about.';
COMMENT ON COLUMN lookalike_internal.refused_link.refused_by IS 'The person who said so.';
COMMENT ON COLUMN lookalike_internal.refused_link.refused_at IS 'When.';

-- Entries that wait to be matched (no reason yet), and those for which no image was found, with the reason.
CREATE TABLE lookalike_internal.unlinked_entry (
    entry_id bigint NOT NULL,
    is_changed boolean NOT NULL,
    reason text,
    CONSTRAINT unlinked_entry_pkey PRIMARY KEY (entry_id),
    CONSTRAINT unlinked_entry_entry_id_fkey FOREIGN KEY (entry_id) REFERENCES lookalike_internal.catalogue_entry ON DELETE CASCADE
);
COMMENT ON TABLE lookalike_internal.unlinked_entry IS 'Entries that wait to be matched to images, and those that none was found for; read it through unmatched_entry.';
COMMENT ON COLUMN lookalike_internal.unlinked_entry.entry_id IS 'The entry.';
COMMENT ON COLUMN lookalike_internal.unlinked_entry.is_changed IS 'Whether it is new, or names another file or digest than before.';
COMMENT ON COLUMN lookalike_internal.unlinked_entry.reason IS 'Why no image was found; null while it waits.';
CREATE INDEX unlinked_entry_waiting_idx ON lookalike_internal.unlinked_entry (entry_id) WHERE reason IS NULL;

-- Images that came, moved, went or changed since entries were last matched. Rows are only added, and an
-- image may be in many: one that found its row there already, and added none, would be lost when a
-- matching under way takes that row.
CREATE TABLE lookalike_internal.unlinked_image (
    image_id bigint NOT NULL
);
COMMENT ON TABLE lookalike_internal.unlinked_image IS 'Images that came, went or changed since entries were last matched.';
COMMENT ON COLUMN lookalike_internal.unlinked_image.image_id IS 'The image.';
