-- What catalogues say about records, rights and publications.
ALTER TABLE lookalike_internal.catalogue_entry
    ADD COLUMN series text,
    ADD COLUMN record_no text,
    ADD COLUMN contract_no text,
    ADD COLUMN object_id text,
    ADD COLUMN role text,
    ADD COLUMN side text,
    ADD COLUMN original_held text,
    ADD COLUMN closed_on date,
    ADD COLUMN is_vital boolean NOT NULL DEFAULT false,
    ADD COLUMN licensor text,
    ADD COLUMN licence_ref text,
    ADD COLUMN territory text,
    ADD COLUMN jurisdiction text,
    ADD COLUMN valid_from date,
    ADD COLUMN valid_until date,
    ADD COLUMN embargo_until date,
    ADD COLUMN published_medium text,
    ADD COLUMN published_edition text,
    ADD COLUMN published_page text,
    ADD COLUMN published_url text,
    ADD COLUMN published_digest text,
    ADD COLUMN published_crop text,
    ADD COLUMN unread jsonb NOT NULL DEFAULT '{}';
COMMENT ON COLUMN lookalike_internal.catalogue_entry.series IS
    'Series of records to which the record belongs.';
COMMENT ON COLUMN lookalike_internal.catalogue_entry.record_no IS
    'Number of the record, such as a file or a case.';
COMMENT ON COLUMN lookalike_internal.catalogue_entry.contract_no IS
    'Number of the contract or order for which the picture was made or bought.';
COMMENT ON COLUMN lookalike_internal.catalogue_entry.object_id IS
    'Id of the physical object that the picture shows or was scanned from.';
COMMENT ON COLUMN lookalike_internal.catalogue_entry.role IS
    'Role of the file that the entry states, as it is written: preservation master, access copy and so on.';
COMMENT ON COLUMN lookalike_internal.catalogue_entry.side IS
    'Side of the object that the entry states, as it is written: recto or verso.';
COMMENT ON COLUMN lookalike_internal.catalogue_entry.original_held IS
    'Whether, or where, the physical original is held, as it is written.';
COMMENT ON COLUMN lookalike_internal.catalogue_entry.closed_on IS
    'The last day on which the record may have been closed; null where it is open, or no such day could be read.';
COMMENT ON COLUMN lookalike_internal.catalogue_entry.is_vital IS
    'Whether the entry says that the record is vital: needed to go on working after a disaster.';
COMMENT ON COLUMN lookalike_internal.catalogue_entry.licensor IS
    'Who grants the licence (PLUS Licensor).';
COMMENT ON COLUMN lookalike_internal.catalogue_entry.licence_ref IS
    'Number of the licence or agreement.';
COMMENT ON COLUMN lookalike_internal.catalogue_entry.territory IS
    'Where the licence holds, as it is written.';
COMMENT ON COLUMN lookalike_internal.catalogue_entry.jurisdiction IS
    'The place whose law the statement of rights refers to, as it is written.';
COMMENT ON COLUMN lookalike_internal.catalogue_entry.valid_from IS
    'The first day on which the licence may hold; null where there is no such bound, or it could not be read.';
COMMENT ON COLUMN lookalike_internal.catalogue_entry.valid_until IS
    'The last day on which the licence may hold; null where there is no such bound, or it could not be read.';
COMMENT ON COLUMN lookalike_internal.catalogue_entry.embargo_until IS
    'The last day on which the picture may still be under embargo.';
COMMENT ON COLUMN lookalike_internal.catalogue_entry.published_medium IS
    'Medium of the publication, as it is written: print, web or broadcast.';
COMMENT ON COLUMN lookalike_internal.catalogue_entry.published_edition IS
    'Edition or issue of the publication.';
COMMENT ON COLUMN lookalike_internal.catalogue_entry.published_page IS
    'Page of the publication.';
COMMENT ON COLUMN lookalike_internal.catalogue_entry.published_url IS
    'Address of the publication.';
COMMENT ON COLUMN lookalike_internal.catalogue_entry.published_digest IS
    'SHA-256 of the file that was published, as it is written.';
COMMENT ON COLUMN lookalike_internal.catalogue_entry.published_crop IS
    'The part of the picture that was published, as it is written: left, top, width and height in pixels or percent.';
COMMENT ON COLUMN lookalike_internal.catalogue_entry.unread IS
    'Dates of fields with a date that could not be read, by field, as they are written.';
