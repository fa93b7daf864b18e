-- Catalogue entries beside their images, in plain scalar columns. New columns are added only at the end.

CREATE OR REPLACE VIEW lookalike.catalogue_record AS
SELECT c.name AS catalogue,
       e.external_id,
       e.title,
       e.creator,
       e.date_text AS date,
       e.date_from,
       e.date_to,
       e.description,
       e.rights_statement,
       e.licence,
       e.rights_holder,
       e.credit_line,
       e.is_published,
       e.published_at,
       e.published_in,
       e.file,
       p.path,
       o.name AS collection,
       m.cluster_id,
       l.link_evidence,
       e.missing_since,
       e.entry_id,
       p.image_id,
       e.series,
       e.record_no,
       e.contract_no,
       e.object_id,
       e.role,
       e.side,
       e.original_held,
       e.closed_on,
       e.is_vital,
       e.licensor,
       e.licence_ref,
       e.territory,
       e.jurisdiction,
       e.valid_from,
       e.valid_until,
       e.embargo_until,
       e.published_medium,
       e.published_edition,
       e.published_page,
       e.published_url,
       e.published_digest,
       e.published_crop,
       e.unread::text AS unread,
       e.other::text AS other
FROM lookalike_internal.catalogue_entry e
JOIN lookalike_internal.catalogue c ON c.catalogue_id = e.catalogue_id
LEFT JOIN (lookalike_internal.entry_image l
           JOIN lookalike_internal.image p ON p.image_id = l.image_id AND p.missing_since IS NULL)
       ON l.entry_id = e.entry_id
LEFT JOIN lookalike_internal.collection o ON o.collection_id = p.collection_id
LEFT JOIN lookalike_internal.cluster_member m ON m.image_id = p.image_id;
COMMENT ON VIEW lookalike.catalogue_record IS
    'Catalogue entries with their images: one row for each image of an entry, or one row without an image.';
COMMENT ON COLUMN lookalike.catalogue_record.catalogue IS 'The catalogue.';
COMMENT ON COLUMN lookalike.catalogue_record.external_id IS 'The id of the entry in the catalogue.';
COMMENT ON COLUMN lookalike.catalogue_record.title IS 'Title.';
COMMENT ON COLUMN lookalike.catalogue_record.creator IS 'Creator.';
COMMENT ON COLUMN lookalike.catalogue_record.date IS 'Date as it is written.';
COMMENT ON COLUMN lookalike.catalogue_record.date_from IS 'The earliest day that the date may mean.';
COMMENT ON COLUMN lookalike.catalogue_record.date_to IS 'The latest day that the date may mean.';
COMMENT ON COLUMN lookalike.catalogue_record.description IS 'Description.';
COMMENT ON COLUMN lookalike.catalogue_record.rights_statement IS 'Rights statement.';
COMMENT ON COLUMN lookalike.catalogue_record.licence IS 'Licence.';
COMMENT ON COLUMN lookalike.catalogue_record.rights_holder IS 'Rights holder.';
COMMENT ON COLUMN lookalike.catalogue_record.credit_line IS 'Credit line.';
COMMENT ON COLUMN lookalike.catalogue_record.is_published IS 'Whether the entry says that the picture was published.';
COMMENT ON COLUMN lookalike.catalogue_record.published_at IS 'When the picture was published, as it is written.';
COMMENT ON COLUMN lookalike.catalogue_record.published_in IS 'Where the picture was published.';
COMMENT ON COLUMN lookalike.catalogue_record.file IS 'The file or the files that the entry names.';
COMMENT ON COLUMN lookalike.catalogue_record.path IS 'Path of the image, relative to the folder of its collection; null where no image was found.';
COMMENT ON COLUMN lookalike.catalogue_record.collection IS 'The collection of the image.';
COMMENT ON COLUMN lookalike.catalogue_record.cluster_id IS 'The cluster of the image, if it has copies.';
COMMENT ON COLUMN lookalike.catalogue_record.link_evidence IS
    'Evidence for the link: digest, path, file name, external id or person.';
COMMENT ON COLUMN lookalike.catalogue_record.missing_since IS
    'Since when the entry is no longer in the catalogue; null while it is there.';
COMMENT ON COLUMN lookalike.catalogue_record.entry_id IS 'Number of the entry.';
COMMENT ON COLUMN lookalike.catalogue_record.image_id IS 'Number of the image.';
COMMENT ON COLUMN lookalike.catalogue_record.series IS
    'Series of records to which the record belongs.';
COMMENT ON COLUMN lookalike.catalogue_record.record_no IS
    'Number of the record, such as a file or a case.';
COMMENT ON COLUMN lookalike.catalogue_record.contract_no IS
    'Number of the contract or order for which the picture was made or bought.';
COMMENT ON COLUMN lookalike.catalogue_record.object_id IS
    'Id of the physical object that the picture shows or was scanned from.';
COMMENT ON COLUMN lookalike.catalogue_record.role IS
    'Role of the file that the entry states, as it is written: preservation master, access copy and so on.';
COMMENT ON COLUMN lookalike.catalogue_record.side IS
    'Side of the object that the entry states, as it is written: recto or verso.';
COMMENT ON COLUMN lookalike.catalogue_record.original_held IS
    'Whether, or where, the physical original is held, as it is written.';
COMMENT ON COLUMN lookalike.catalogue_record.closed_on IS
    'The last day on which the record may have been closed; null where it is open, or no such day could be read.';
COMMENT ON COLUMN lookalike.catalogue_record.is_vital IS
    'Whether the entry says that the record is vital: needed to go on working after a disaster.';
COMMENT ON COLUMN lookalike.catalogue_record.licensor IS
    'Who grants the licence (PLUS Licensor).';
COMMENT ON COLUMN lookalike.catalogue_record.licence_ref IS
    'Number of the licence or agreement.';
COMMENT ON COLUMN lookalike.catalogue_record.territory IS
    'Where the licence holds, as it is written.';
COMMENT ON COLUMN lookalike.catalogue_record.jurisdiction IS
    'The place whose law the statement of rights refers to, as it is written.';
COMMENT ON COLUMN lookalike.catalogue_record.valid_from IS
    'The first day on which the licence may hold; null where there is no such bound, or it could not be read.';
COMMENT ON COLUMN lookalike.catalogue_record.valid_until IS
    'The last day on which the licence may hold; null where there is no such bound, or it could not be read.';
COMMENT ON COLUMN lookalike.catalogue_record.embargo_until IS
    'The last day on which the picture may still be under embargo.';
COMMENT ON COLUMN lookalike.catalogue_record.published_medium IS
    'Medium of the publication, as it is written: print, web or broadcast.';
COMMENT ON COLUMN lookalike.catalogue_record.published_edition IS
    'Edition or issue of the publication.';
COMMENT ON COLUMN lookalike.catalogue_record.published_page IS
    'Page of the publication.';
COMMENT ON COLUMN lookalike.catalogue_record.published_url IS
    'Address of the publication.';
COMMENT ON COLUMN lookalike.catalogue_record.published_digest IS
    'SHA-256 of the file that was published, as it is written.';
COMMENT ON COLUMN lookalike.catalogue_record.published_crop IS
    'The part of the picture that was published, as it is written: left, top, width and height in pixels or percent.';
COMMENT ON COLUMN lookalike.catalogue_record.unread IS
    'Dates of fields with a date that could not be read, by field, as they are written.';
COMMENT ON COLUMN lookalike.catalogue_record.other IS
    'The columns of the catalogue that are mapped to no field, as JSON; view catalogue_field has a row for each.';

CREATE OR REPLACE VIEW lookalike.catalogue_field AS
SELECT c.name AS catalogue,
       e.external_id,
       e.entry_id,
       o.key AS field,
       o.value
FROM lookalike_internal.catalogue_entry e
JOIN lookalike_internal.catalogue c ON c.catalogue_id = e.catalogue_id
CROSS JOIN LATERAL jsonb_each_text(e.other) o
WHERE o.value <> '';
COMMENT ON VIEW lookalike.catalogue_field IS
    'The columns of catalogues that are mapped to no field: one row for each entry and column with a value. The mapped fields are columns of catalogue_record.';
COMMENT ON COLUMN lookalike.catalogue_field.catalogue IS 'The catalogue.';
COMMENT ON COLUMN lookalike.catalogue_field.external_id IS 'The id of the entry in the catalogue.';
COMMENT ON COLUMN lookalike.catalogue_field.entry_id IS 'Number of the entry.';
COMMENT ON COLUMN lookalike.catalogue_field.field IS 'Name of the column, as the catalogue writes it.';
COMMENT ON COLUMN lookalike.catalogue_field.value IS 'Its value, as it is written; JSON where the value is no plain text or number.';

-- An entry without a link has a row in the table (triggers see to it). So not all entries have to be looked at.
CREATE OR REPLACE VIEW lookalike.unlinked_entry AS
SELECT c.name AS catalogue,
       e.external_id,
       e.title,
       e.file,
       u.reason,
       e.source_line,
       e.entry_id,
       e.is_published
           OR EXISTS (SELECT FROM lookalike_internal.published_entry p WHERE p.entry_id = e.entry_id) AS is_published
FROM (
    SELECT w.entry_id, coalesce(w.reason, 'it waits for the next link_entries()') AS reason
    FROM lookalike_internal.unlinked_entry w
    UNION ALL
    SELECT l.entry_id, format('its image "%s" is missing', min(i.path))
    FROM lookalike_internal.image i
    JOIN lookalike_internal.entry_image l ON l.image_id = i.image_id
    WHERE i.missing_since IS NOT NULL
      AND NOT EXISTS (SELECT FROM lookalike_internal.unlinked_entry w WHERE w.entry_id = l.entry_id)
    GROUP BY l.entry_id
) u
JOIN lookalike_internal.catalogue_entry e ON e.entry_id = u.entry_id AND e.missing_since IS NULL
JOIN lookalike_internal.catalogue c ON c.catalogue_id = e.catalogue_id
WHERE NOT EXISTS (SELECT FROM lookalike_internal.entry_image l
                  JOIN lookalike_internal.image i ON i.image_id = l.image_id AND i.missing_since IS NULL
                  WHERE l.entry_id = u.entry_id);
COMMENT ON VIEW lookalike.unlinked_entry IS 'Catalogue entries without an image, and why.';
COMMENT ON COLUMN lookalike.unlinked_entry.catalogue IS 'The catalogue.';
COMMENT ON COLUMN lookalike.unlinked_entry.external_id IS 'The id of the entry in the catalogue.';
COMMENT ON COLUMN lookalike.unlinked_entry.title IS 'Title.';
COMMENT ON COLUMN lookalike.unlinked_entry.file IS 'The file or the files that the entry names.';
COMMENT ON COLUMN lookalike.unlinked_entry.reason IS
    'Why the entry has no image, in words; if it may mean several pictures, they are named.';
COMMENT ON COLUMN lookalike.unlinked_entry.source_line IS 'Line or row where the entry begins in the imported source.';
COMMENT ON COLUMN lookalike.unlinked_entry.entry_id IS 'Number of the entry.';
COMMENT ON COLUMN lookalike.unlinked_entry.is_published IS 'Whether the entry says, or ever said, that its picture was published.';

CREATE OR REPLACE VIEW lookalike_detail.unlinked_file AS
SELECT c.name AS catalogue,
       e.external_id,
       f.file,
       encode(f.sha256, 'hex') AS sha256,
       coalesce(f.reason, CASE WHEN f.file IS NULL THEN 'no image has this SHA-256' ELSE 'no image has this path or name' END) AS reason,
       f.nth,
       e.entry_id
FROM lookalike_internal.entry_file f
JOIN lookalike_internal.catalogue_entry e ON e.entry_id = f.entry_id AND e.missing_since IS NULL
JOIN lookalike_internal.catalogue c ON c.catalogue_id = e.catalogue_id
WHERE f.nth > 0 AND f.reading = 1 AND f.link_evidence IS NULL
  AND NOT EXISTS (SELECT FROM lookalike_internal.entry_file o
                  WHERE o.entry_id = f.entry_id AND o.nth IN (f.nth, 0) AND o.link_evidence IS NOT NULL);
COMMENT ON VIEW lookalike_detail.unlinked_file IS 'Files that catalogue entries name, and for which no image was found. The entry may have images of its other files.';
COMMENT ON COLUMN lookalike_detail.unlinked_file.catalogue IS 'The catalogue.';
COMMENT ON COLUMN lookalike_detail.unlinked_file.external_id IS 'The id of the entry in the catalogue.';
COMMENT ON COLUMN lookalike_detail.unlinked_file.file IS 'Name or path of the file, as it is written; null where the entry gives only its digest.';
COMMENT ON COLUMN lookalike_detail.unlinked_file.sha256 IS 'SHA-256 of the file, if the entry gives it.';
COMMENT ON COLUMN lookalike_detail.unlinked_file.reason IS 'Why no image was found.';
COMMENT ON COLUMN lookalike_detail.unlinked_file.nth IS 'Number of the file in the entry, from 1.';
COMMENT ON COLUMN lookalike_detail.unlinked_file.entry_id IS 'Number of the entry.';

CREATE OR REPLACE VIEW lookalike_detail.uncatalogued_image AS
SELECT i.path,
       c.name AS collection,
       m.cluster_id,
       EXISTS (SELECT FROM lookalike_internal.cluster_member o
               JOIN lookalike_internal.entry_image l ON l.image_id = o.image_id
               WHERE o.cluster_id = m.cluster_id) AS has_catalogued_copy,
       i.byte_size,
       i.image_id
FROM lookalike_internal.image i
JOIN lookalike_internal.collection c ON c.collection_id = i.collection_id
LEFT JOIN lookalike_internal.cluster_member m ON m.image_id = i.image_id
WHERE i.missing_since IS NULL
  AND NOT EXISTS (SELECT FROM lookalike_internal.entry_image l
                  JOIN lookalike_internal.catalogue_entry e ON e.entry_id = l.entry_id AND e.missing_since IS NULL
                  WHERE l.image_id = i.image_id);
COMMENT ON VIEW lookalike_detail.uncatalogued_image IS 'Images without a catalogue entry.';
COMMENT ON COLUMN lookalike_detail.uncatalogued_image.path IS 'Path relative to the folder of the collection.';
COMMENT ON COLUMN lookalike_detail.uncatalogued_image.collection IS 'The collection of the image.';
COMMENT ON COLUMN lookalike_detail.uncatalogued_image.cluster_id IS 'The cluster of the image, if it has copies.';
COMMENT ON COLUMN lookalike_detail.uncatalogued_image.has_catalogued_copy IS
    'Whether another image of that cluster has an entry.';
COMMENT ON COLUMN lookalike_detail.uncatalogued_image.byte_size IS 'Size of the file in bytes.';
COMMENT ON COLUMN lookalike_detail.uncatalogued_image.image_id IS 'Number of the image.';
