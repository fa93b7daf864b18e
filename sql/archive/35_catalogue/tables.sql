-- State, as it is today: catalogues, their entries, and the links of entries to images.
-- A change edits this file and adds a delta (../README.md).

CREATE TABLE lookalike_internal.catalogue (
    catalogue_id integer GENERATED ALWAYS AS IDENTITY,
    name text NOT NULL,
    mapping jsonb NOT NULL,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    joins_rows boolean NOT NULL DEFAULT false,
    CONSTRAINT catalogue_pkey PRIMARY KEY (catalogue_id),
    CONSTRAINT catalogue_name_key UNIQUE (name),
    CONSTRAINT catalogue_name_check CHECK (name <> '')
);
COMMENT ON TABLE lookalike_internal.catalogue IS 'A source of descriptions of images: a database, a spreadsheet, a finding aid.';
COMMENT ON COLUMN lookalike_internal.catalogue.catalogue_id IS 'Number of the catalogue.';
COMMENT ON COLUMN lookalike_internal.catalogue.name IS 'Name that people gave it.';
COMMENT ON COLUMN lookalike_internal.catalogue.mapping IS 'Fields with their columns; the next import uses this mapping.';
COMMENT ON COLUMN lookalike_internal.catalogue.created_at IS 'When it was first imported.';
COMMENT ON COLUMN lookalike_internal.catalogue.joins_rows IS 'Whether rows with the same id are one entry with all of their files; the next import does so, too.';

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
COMMENT ON COLUMN lookalike_internal.catalogue_import.source IS 'The file or query from which the entries came.';
COMMENT ON COLUMN lookalike_internal.catalogue_import.mapping IS 'Fields with the columns from which they were read.';
COMMENT ON COLUMN lookalike_internal.catalogue_import.counts IS 'Numbers of entries, of new, changed, missing, returned and linked entries, of links added and removed, and of files without an image.';
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
    series text,
    record_no text,
    contract_no text,
    object_id text,
    role text,
    side text,
    original_held text,
    closed_on date,
    is_vital boolean NOT NULL DEFAULT false,
    licensor text,
    licence_ref text,
    territory text,
    jurisdiction text,
    valid_from date,
    valid_until date,
    embargo_until date,
    published_medium text,
    published_edition text,
    published_page text,
    published_url text,
    published_digest text,
    published_crop text,
    unread jsonb NOT NULL DEFAULT '{}',
    CONSTRAINT catalogue_entry_pkey PRIMARY KEY (entry_id),
    CONSTRAINT catalogue_entry_external_id_key UNIQUE (catalogue_id, external_id),
    CONSTRAINT catalogue_entry_catalogue_id_fkey FOREIGN KEY (catalogue_id) REFERENCES lookalike_internal.catalogue,
    CONSTRAINT catalogue_entry_first_import_id_fkey FOREIGN KEY (first_import_id) REFERENCES lookalike_internal.catalogue_import,
    CONSTRAINT catalogue_entry_import_id_fkey FOREIGN KEY (import_id) REFERENCES lookalike_internal.catalogue_import,
    CONSTRAINT catalogue_entry_external_id_check CHECK (external_id <> ''),
    CONSTRAINT catalogue_entry_date_check CHECK (date_from <= date_to)
);
COMMENT ON TABLE lookalike_internal.catalogue_entry IS 'Statements of a catalogue about one object.';
COMMENT ON COLUMN lookalike_internal.catalogue_entry.entry_id IS 'Number of the entry.';
COMMENT ON COLUMN lookalike_internal.catalogue_entry.catalogue_id IS 'The catalogue of the entry.';
COMMENT ON COLUMN lookalike_internal.catalogue_entry.external_id IS 'The id of the entry in the catalogue.';
COMMENT ON COLUMN lookalike_internal.catalogue_entry.file IS 'The file or the files that the entry names, as they are written.';
COMMENT ON COLUMN lookalike_internal.catalogue_entry.digest IS 'The digests of files that the entry gives, in small letters; a SHA-256 is used for links.';
COMMENT ON COLUMN lookalike_internal.catalogue_entry.title IS 'Title (dc:title).';
COMMENT ON COLUMN lookalike_internal.catalogue_entry.creator IS 'Creator (dc:creator).';
COMMENT ON COLUMN lookalike_internal.catalogue_entry.date_text IS 'Date (dc:date), as it is written.';
COMMENT ON COLUMN lookalike_internal.catalogue_entry.date_from IS 'The earliest day that the date may mean; null where the date has no such bound.';
COMMENT ON COLUMN lookalike_internal.catalogue_entry.date_to IS 'The latest day that the date may mean; null where the date has no such bound.';
COMMENT ON COLUMN lookalike_internal.catalogue_entry.description IS 'Description (dc:description).';
COMMENT ON COLUMN lookalike_internal.catalogue_entry.rights_statement IS 'Rights statement (dc:rights), as a URI of rightsstatements.org or in words.';
COMMENT ON COLUMN lookalike_internal.catalogue_entry.licence IS 'Licence (dcterms:license).';
COMMENT ON COLUMN lookalike_internal.catalogue_entry.rights_holder IS 'Rights holder (dcterms:rightsHolder).';
COMMENT ON COLUMN lookalike_internal.catalogue_entry.credit_line IS 'Credit line (IPTC).';
COMMENT ON COLUMN lookalike_internal.catalogue_entry.published_at IS 'When the picture was published, as it is written.';
COMMENT ON COLUMN lookalike_internal.catalogue_entry.published_in IS 'Where the picture was published.';
COMMENT ON COLUMN lookalike_internal.catalogue_entry.is_published IS 'Whether the catalogue says that the picture was published.';
COMMENT ON COLUMN lookalike_internal.catalogue_entry.other IS 'The values of all other columns.';
COMMENT ON COLUMN lookalike_internal.catalogue_entry.source_line IS 'Line or row where the entry begins in the source of the import that last changed it.';
COMMENT ON COLUMN lookalike_internal.catalogue_entry.first_import_id IS 'The import that added the entry.';
COMMENT ON COLUMN lookalike_internal.catalogue_entry.import_id IS 'The import that last changed the entry.';
COMMENT ON COLUMN lookalike_internal.catalogue_entry.missing_since IS 'Since when the entry is no longer in the catalogue; null while it is there.';
COMMENT ON COLUMN lookalike_internal.catalogue_entry.series IS 'Series of records to which the record belongs.';
COMMENT ON COLUMN lookalike_internal.catalogue_entry.record_no IS 'Number of the record, such as a file or a case.';
COMMENT ON COLUMN lookalike_internal.catalogue_entry.contract_no IS 'Number of the contract or order for which the picture was made or bought.';
COMMENT ON COLUMN lookalike_internal.catalogue_entry.object_id IS 'Id of the physical object that the picture shows or was scanned from.';
COMMENT ON COLUMN lookalike_internal.catalogue_entry.role IS 'Role of the file that the entry states, as it is written: preservation master, access copy and so on.';
COMMENT ON COLUMN lookalike_internal.catalogue_entry.side IS 'Side of the object that the entry states, as it is written: recto or verso.';
COMMENT ON COLUMN lookalike_internal.catalogue_entry.original_held IS 'Whether, or where, the physical original is held, as it is written.';
COMMENT ON COLUMN lookalike_internal.catalogue_entry.closed_on IS 'The last day on which the record may have been closed; null where it is open, or no such day could be read.';
COMMENT ON COLUMN lookalike_internal.catalogue_entry.is_vital IS 'Whether the entry says that the record is vital: needed to go on working after a disaster.';
COMMENT ON COLUMN lookalike_internal.catalogue_entry.licensor IS 'Who grants the licence (PLUS Licensor).';
COMMENT ON COLUMN lookalike_internal.catalogue_entry.licence_ref IS 'Number of the licence or agreement.';
COMMENT ON COLUMN lookalike_internal.catalogue_entry.territory IS 'Where the licence holds, as it is written.';
COMMENT ON COLUMN lookalike_internal.catalogue_entry.jurisdiction IS 'The place whose law the statement of rights refers to, as it is written.';
COMMENT ON COLUMN lookalike_internal.catalogue_entry.valid_from IS 'The first day on which the licence may hold; null where there is no such bound, or it could not be read.';
COMMENT ON COLUMN lookalike_internal.catalogue_entry.valid_until IS 'The last day on which the licence may hold; null where there is no such bound, or it could not be read.';
COMMENT ON COLUMN lookalike_internal.catalogue_entry.embargo_until IS 'The last day on which the picture may still be under embargo.';
COMMENT ON COLUMN lookalike_internal.catalogue_entry.published_medium IS 'Medium of the publication, as it is written: print, web or broadcast.';
COMMENT ON COLUMN lookalike_internal.catalogue_entry.published_edition IS 'Edition or issue of the publication.';
COMMENT ON COLUMN lookalike_internal.catalogue_entry.published_page IS 'Page of the publication.';
COMMENT ON COLUMN lookalike_internal.catalogue_entry.published_url IS 'Address of the publication.';
COMMENT ON COLUMN lookalike_internal.catalogue_entry.published_digest IS 'SHA-256 of the file that was published, as it is written.';
COMMENT ON COLUMN lookalike_internal.catalogue_entry.published_crop IS 'The part of the picture that was published, as it is written: left, top, width and height in pixels or percent.';
COMMENT ON COLUMN lookalike_internal.catalogue_entry.unread IS 'Dates of fields with a date that could not be read, by field, as they are written.';
-- The few vital records.
CREATE INDEX catalogue_entry_vital_idx ON lookalike_internal.catalogue_entry (entry_id) WHERE is_vital;

CREATE TABLE lookalike_internal.catalogue_entry_history (
    entry_id bigint NOT NULL,
    import_id bigint NOT NULL,
    said jsonb NOT NULL,
    replaced_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT catalogue_entry_history_pkey PRIMARY KEY (entry_id, import_id),
    CONSTRAINT catalogue_entry_history_entry_id_fkey FOREIGN KEY (entry_id) REFERENCES lookalike_internal.catalogue_entry,
    CONSTRAINT catalogue_entry_history_import_id_fkey FOREIGN KEY (import_id) REFERENCES lookalike_internal.catalogue_import
);
COMMENT ON TABLE lookalike_internal.catalogue_entry_history IS 'Entries as they were before an import changed them; rows are only added.';
COMMENT ON COLUMN lookalike_internal.catalogue_entry_history.entry_id IS 'The entry.';
COMMENT ON COLUMN lookalike_internal.catalogue_entry_history.import_id IS 'The import that changed the entry.';
COMMENT ON COLUMN lookalike_internal.catalogue_entry_history.said IS 'The old values of the entry, by the names of their columns.';
COMMENT ON COLUMN lookalike_internal.catalogue_entry_history.replaced_at IS 'When the values were replaced.';

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
COMMENT ON TABLE lookalike_internal.entry_image IS 'Links of entries to images; an entry or an image may have several.';
COMMENT ON COLUMN lookalike_internal.entry_image.entry_id IS 'The entry.';
COMMENT ON COLUMN lookalike_internal.entry_image.image_id IS 'The image.';
COMMENT ON COLUMN lookalike_internal.entry_image.link_evidence IS 'Evidence for the link: digest, path, file name, external id (in the file name) or person.';
COMMENT ON COLUMN lookalike_internal.entry_image.linked_by IS 'The person who made the link.';
CREATE INDEX entry_image_image_id_idx ON lookalike_internal.entry_image (image_id);

CREATE TABLE lookalike_internal.entry_file (
    entry_id bigint NOT NULL,
    nth integer NOT NULL,
    reading integer NOT NULL,
    file text,
    sha256 bytea,
    link_evidence text,
    reason text,
    CONSTRAINT entry_file_pkey PRIMARY KEY (entry_id, nth, reading),
    CONSTRAINT entry_file_entry_id_fkey FOREIGN KEY (entry_id) REFERENCES lookalike_internal.catalogue_entry ON DELETE CASCADE,
    CONSTRAINT entry_file_file_check CHECK (num_nonnulls(file, sha256) > 0)
);
COMMENT ON TABLE lookalike_internal.entry_file IS 'Files that entries name, and whether an image was found. link_entries() writes it.';
COMMENT ON COLUMN lookalike_internal.entry_file.entry_id IS 'The entry.';
COMMENT ON COLUMN lookalike_internal.entry_file.nth IS 'Number of the file in the entry, from 1; 0 for a cell that may be one name or several.';
COMMENT ON COLUMN lookalike_internal.entry_file.reading IS 'How the name is read: 1 as it is written, 2 as an address, without quotes and a note.';
COMMENT ON COLUMN lookalike_internal.entry_file.file IS 'Name or path of the file; null where the entry gives only its digest.';
COMMENT ON COLUMN lookalike_internal.entry_file.sha256 IS 'SHA-256 of the file, if the entry gives it.';
COMMENT ON COLUMN lookalike_internal.entry_file.link_evidence IS 'By what an image was found: digest, path or file name; null if no image was found.';
COMMENT ON COLUMN lookalike_internal.entry_file.reason IS 'Why no image was found, where that can be said of this file.';
CREATE INDEX entry_file_sha256_idx ON lookalike_internal.entry_file (sha256) WHERE sha256 IS NOT NULL;

CREATE TABLE lookalike_internal.publication (
    pixel_digest bytea NOT NULL,
    entry_id bigint NOT NULL,
    published_at text,
    published_in text,
    recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT publication_pkey PRIMARY KEY (pixel_digest, entry_id),
    CONSTRAINT publication_entry_id_fkey FOREIGN KEY (entry_id) REFERENCES lookalike_internal.catalogue_entry
);
COMMENT ON TABLE lookalike_internal.publication IS 'Pictures, by their pixels, that were ever published; rows are only added.';
COMMENT ON COLUMN lookalike_internal.publication.pixel_digest IS 'Digest of the decoded pixels.';
COMMENT ON COLUMN lookalike_internal.publication.entry_id IS 'The entry that says so.';
COMMENT ON COLUMN lookalike_internal.publication.published_at IS 'When the picture was published, as the entry says.';
COMMENT ON COLUMN lookalike_internal.publication.published_in IS 'Where the picture was published, as the entry says.';
COMMENT ON COLUMN lookalike_internal.publication.recorded_at IS 'When this was recorded.';
CREATE INDEX publication_entry_id_idx ON lookalike_internal.publication (entry_id);

-- The publication that an entry speaks of. What an entry once said of a publication stays, also if a later import says
-- that the picture was not published.
CREATE TABLE lookalike_internal.published_entry (
    entry_id bigint NOT NULL,
    medium text,
    edition text,
    issued_from date,
    issued_to date,
    published_at text,
    published_in text,
    page text,
    url text,
    sha256 bytea,
    is_crop boolean NOT NULL DEFAULT false,
    crop_text text,
    crop numeric[],
    is_percent boolean,
    CONSTRAINT published_entry_pkey PRIMARY KEY (entry_id),
    CONSTRAINT published_entry_entry_id_fkey FOREIGN KEY (entry_id) REFERENCES lookalike_internal.catalogue_entry,
    CONSTRAINT published_entry_crop_check CHECK ((crop IS NULL) = (is_percent IS NULL) AND (crop IS NULL OR cardinality(crop) = 4))
);
COMMENT ON TABLE lookalike_internal.published_entry IS 'What entries say of the publications of their pictures. No row ever goes.';
COMMENT ON COLUMN lookalike_internal.published_entry.entry_id IS 'The entry.';
COMMENT ON COLUMN lookalike_internal.published_entry.medium IS 'print, web or broadcast; another word as it is written.';
COMMENT ON COLUMN lookalike_internal.published_entry.edition IS 'Edition or issue.';
COMMENT ON COLUMN lookalike_internal.published_entry.issued_from IS 'The earliest day on which it may have been published.';
COMMENT ON COLUMN lookalike_internal.published_entry.issued_to IS 'The latest day on which it may have been published.';
COMMENT ON COLUMN lookalike_internal.published_entry.published_at IS 'When it was published, as it is written.';
COMMENT ON COLUMN lookalike_internal.published_entry.published_in IS 'Where it was published.';
COMMENT ON COLUMN lookalike_internal.published_entry.page IS 'Page.';
COMMENT ON COLUMN lookalike_internal.published_entry.url IS 'Address.';
COMMENT ON COLUMN lookalike_internal.published_entry.sha256 IS 'SHA-256 of the very file that was published.';
COMMENT ON COLUMN lookalike_internal.published_entry.is_crop IS 'Whether the entry says that a crop of the picture was published.';
COMMENT ON COLUMN lookalike_internal.published_entry.crop_text IS 'The published part of the picture, as it is written.';
COMMENT ON COLUMN lookalike_internal.published_entry.crop IS 'Left, top, width and height of the published part, if the entry gives them.';
COMMENT ON COLUMN lookalike_internal.published_entry.is_percent IS 'Whether these are percent; else pixels of the image of the entry.';
CREATE INDEX published_entry_sha256_idx ON lookalike_internal.published_entry (sha256) WHERE sha256 IS NOT NULL;

CREATE TABLE lookalike_internal.rendition (
    entry_id bigint NOT NULL,
    pixel_digest bytea NOT NULL,
    basis text NOT NULL,
    image_id bigint NOT NULL,
    said_by text,
    reason text,
    recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT rendition_pkey PRIMARY KEY (entry_id, pixel_digest, basis),
    CONSTRAINT rendition_entry_id_fkey FOREIGN KEY (entry_id) REFERENCES lookalike_internal.published_entry,
    CONSTRAINT rendition_basis_check CHECK (basis IN ('digest', 'crop box', 'named', 'words', 'confirmed', 'refused')),
    CONSTRAINT rendition_said_check CHECK ((basis IN ('confirmed', 'refused')) = (num_nonnulls(said_by, reason) = 2))
);
COMMENT ON TABLE lookalike_internal.rendition IS 'Pictures, by their pixels, that are or may be the very rendition that was published; rows are only added.';
COMMENT ON COLUMN lookalike_internal.rendition.entry_id IS 'The entry that speaks of the publication.';
COMMENT ON COLUMN lookalike_internal.rendition.pixel_digest IS 'Digest of the decoded pixels.';
COMMENT ON COLUMN lookalike_internal.rendition.basis IS
    'digest (the entry gives the SHA-256 of a file with these pixels), crop box (they are the part that the entry gives), named (the entry says '
    'that a crop was published, and names a file that is a crop), words (the entry says so, and this is a crop of its picture), confirmed or '
    'refused (by a person).';
COMMENT ON COLUMN lookalike_internal.rendition.image_id IS 'An image with these pixels at that time.';
COMMENT ON COLUMN lookalike_internal.rendition.said_by IS 'Name of the person who confirmed or refused it.';
COMMENT ON COLUMN lookalike_internal.rendition.reason IS 'Reason, in the words of that person.';
COMMENT ON COLUMN lookalike_internal.rendition.recorded_at IS 'When this was recorded.';
CREATE INDEX rendition_pixel_digest_idx ON lookalike_internal.rendition (pixel_digest);

CREATE TABLE lookalike_internal.refused_link (
    entry_id bigint NOT NULL,
    image_id bigint NOT NULL,
    refused_by text NOT NULL,
    refused_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT refused_link_pkey PRIMARY KEY (entry_id, image_id),
    CONSTRAINT refused_link_entry_id_fkey FOREIGN KEY (entry_id) REFERENCES lookalike_internal.catalogue_entry ON DELETE CASCADE,
    CONSTRAINT refused_link_image_id_fkey FOREIGN KEY (image_id) REFERENCES lookalike_internal.image ON DELETE CASCADE
);
COMMENT ON TABLE lookalike_internal.refused_link IS 'Links that a person has removed: link_entries() does not make them again.';
COMMENT ON COLUMN lookalike_internal.refused_link.entry_id IS 'The entry.';
COMMENT ON COLUMN lookalike_internal.refused_link.image_id IS 'The image that it is not about.';
COMMENT ON COLUMN lookalike_internal.refused_link.refused_by IS 'The person who removed the link.';
COMMENT ON COLUMN lookalike_internal.refused_link.refused_at IS 'When the person removed it.';

CREATE TABLE lookalike_internal.unlinked_entry (
    entry_id bigint NOT NULL,
    is_changed boolean NOT NULL,
    reason text,
    CONSTRAINT unlinked_entry_pkey PRIMARY KEY (entry_id),
    CONSTRAINT unlinked_entry_entry_id_fkey FOREIGN KEY (entry_id) REFERENCES lookalike_internal.catalogue_entry ON DELETE CASCADE
);
COMMENT ON TABLE lookalike_internal.unlinked_entry IS 'Entries that wait to be linked, and entries without an image; read them through the view unlinked_entry.';
COMMENT ON COLUMN lookalike_internal.unlinked_entry.entry_id IS 'The entry.';
COMMENT ON COLUMN lookalike_internal.unlinked_entry.is_changed IS 'Whether the entry is new, or names another file or digest than before.';
COMMENT ON COLUMN lookalike_internal.unlinked_entry.reason IS 'Why no image was found; null while the entry waits.';
CREATE INDEX unlinked_entry_waiting_idx ON lookalike_internal.unlinked_entry (entry_id) WHERE reason IS NULL;

-- Each change of an image adds a row, even if the image has a row already: link_entries() at the same time
-- may take the older row, and the later change would be lost.
CREATE TABLE lookalike_internal.unlinked_image (
    image_id bigint NOT NULL,
    change_id bigint GENERATED ALWAYS AS IDENTITY,
    CONSTRAINT unlinked_image_pkey PRIMARY KEY (image_id, change_id)
);
COMMENT ON TABLE lookalike_internal.unlinked_image IS 'Images that came, moved, went or changed since entries were last linked.';
COMMENT ON COLUMN lookalike_internal.unlinked_image.image_id IS 'The image.';
COMMENT ON COLUMN lookalike_internal.unlinked_image.change_id IS 'Number of the row, as an image may have several.';

CREATE TABLE lookalike_internal.entry_redaction (
    redaction_id bigint GENERATED ALWAYS AS IDENTITY,
    entry_id bigint NOT NULL,
    field text NOT NULL,
    source_column text NOT NULL,
    digest bytea,
    redacted_by text NOT NULL,
    reason text NOT NULL,
    redacted_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT entry_redaction_pkey PRIMARY KEY (redaction_id),
    CONSTRAINT entry_redaction_entry_id_fkey FOREIGN KEY (entry_id) REFERENCES lookalike_internal.catalogue_entry,
    CONSTRAINT entry_redaction_digest_check CHECK (octet_length(digest) = 32)
);
COMMENT ON TABLE lookalike_internal.entry_redaction IS 'Fields of catalogue entries whose values were removed: one row for each value. Imports leave these fields empty. Rows are only added.';
COMMENT ON COLUMN lookalike_internal.entry_redaction.redaction_id IS 'Number of the row.';
COMMENT ON COLUMN lookalike_internal.entry_redaction.entry_id IS 'The entry.';
COMMENT ON COLUMN lookalike_internal.entry_redaction.field IS 'The field, or the column of the catalogue that is mapped to no field.';
COMMENT ON COLUMN lookalike_internal.entry_redaction.source_column IS 'The column of the catalogue from which the field was read.';
COMMENT ON COLUMN lookalike_internal.entry_redaction.digest IS 'SHA-256 of the key, the name of the field, a line feed and the value. The key is not in the archive. Null if the field was empty.';
COMMENT ON COLUMN lookalike_internal.entry_redaction.redacted_by IS 'Name of the person who removed the value.';
COMMENT ON COLUMN lookalike_internal.entry_redaction.reason IS 'Reason of that person.';
COMMENT ON COLUMN lookalike_internal.entry_redaction.redacted_at IS 'When it was removed.';
CREATE INDEX entry_redaction_entry_id_idx ON lookalike_internal.entry_redaction (entry_id);
