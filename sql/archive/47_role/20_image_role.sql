-- The role of each image: what people declared, else what its entries say, else what its file says. Of several entries
-- the highest role counts, because that keeps more.

-- No pinned search_path and a single statement, so that the planner can inline the function: a classification asks for the
-- role of each image, and nearly no image has one. Words are read only where there are words.
CREATE OR REPLACE FUNCTION lookalike_internal.find_role(i lookalike_internal.image)
    RETURNS TABLE (declared text, catalogued text, embedded text)
    LANGUAGE sql STABLE PARALLEL SAFE ROWS 1
BEGIN ATOMIC
    SELECT (SELECT r.role FROM lookalike_internal.declared_role r
            WHERE r.collection_id = i.collection_id AND lookalike_internal.is_below(i.path, r.path)
            ORDER BY length(r.path) DESC
            LIMIT 1),
           (SELECT r.role
            FROM lookalike_internal.entry_image l
            JOIN lookalike_internal.catalogue_entry e
              ON e.entry_id = l.entry_id AND e.missing_since IS NULL AND e.role IS NOT NULL
            CROSS JOIN LATERAL (SELECT lookalike.read_role(e.role) AS role OFFSET 0) r
            WHERE l.image_id = i.image_id AND r.role IS NOT NULL
            ORDER BY lookalike_internal.role_place(r.role), r.role DESC
            LIMIT 1),
           CASE WHEN i.metadata->'provenance'->>'rendition_class' IS NOT NULL
                THEN lookalike.read_role(i.metadata->'provenance'->>'rendition_class') END;
END;
COMMENT ON FUNCTION lookalike_internal.find_role(lookalike_internal.image) IS
    'The roles of an image: the one that people declared for its path, else for the nearest folder above it, else for its collection; the highest that its entries state; the one that its file states in XMP.';

CREATE OR REPLACE FUNCTION lookalike_internal.get_role(i lookalike_internal.image) RETURNS text
    LANGUAGE sql STABLE PARALLEL SAFE
RETURN (SELECT coalesce(r.declared, r.catalogued, r.embedded) FROM lookalike_internal.find_role(i) r);
COMMENT ON FUNCTION lookalike_internal.get_role(lookalike_internal.image) IS
    'The role of an image that people declared, that its entries state, or that its file states; null where nobody says it.';

CREATE OR REPLACE VIEW lookalike_detail.image_role AS
SELECT i.image_id,
       c.name AS collection,
       i.path,
       coalesce(r.declared, r.catalogued, r.embedded) AS role,
       CASE WHEN r.declared IS NOT NULL THEN 'person'
            WHEN r.catalogued IS NOT NULL THEN 'catalogue'
            ELSE 'file' END AS declared_in
FROM lookalike_internal.image i
JOIN lookalike_internal.collection c ON c.collection_id = i.collection_id
CROSS JOIN LATERAL (SELECT f.* FROM lookalike_internal.find_role(i) f OFFSET 0) r
WHERE i.missing_since IS NULL AND num_nonnulls(r.declared, r.catalogued, r.embedded) > 0;
COMMENT ON VIEW lookalike_detail.image_role IS 'Present images with a role that somebody declared. The role is beside the class: an access copy may be unique, and a preservation master may have copies.';
COMMENT ON COLUMN lookalike_detail.image_role.image_id IS 'Number of the image.';
COMMENT ON COLUMN lookalike_detail.image_role.collection IS 'The collection of the image.';
COMMENT ON COLUMN lookalike_detail.image_role.path IS 'Path relative to the folder of the collection.';
COMMENT ON COLUMN lookalike_detail.image_role.role IS 'preservation master, production master, access copy or thumbnail.';
COMMENT ON COLUMN lookalike_detail.image_role.declared_in IS 'The source of the role: person (for the file, its folder or its collection), catalogue, or file (rendition class in XMP).';

CREATE OR REPLACE VIEW lookalike_detail.physical_object AS
SELECT e.object_id,
       k.name AS catalogue,
       e.external_id,
       e.title,
       CASE WHEN lookalike_internal.fold_text(e.side) ~ '\m(verso|back|reverse|rear|ruckseite|rub|zadna|dos|dorso|reverso)\M|背面' THEN 'verso'
            WHEN lookalike_internal.fold_text(e.side) ~ '\m(recto|front|obverse|vorderseite|lic|predna|face|anverso)\M|正面' THEN 'recto'
            ELSE e.side END AS side,
       e.original_held,
       CASE WHEN e.original_held IS NULL THEN NULL
            ELSE NOT lookalike_internal.is_denial(e.original_held) END AS is_original_held,
       o.name AS collection,
       i.path,
       lookalike_internal.get_role(i) AS role,
       m.cluster_id,
       i.image_id,
       e.entry_id
FROM lookalike_internal.catalogue_entry e
JOIN lookalike_internal.catalogue k ON k.catalogue_id = e.catalogue_id
LEFT JOIN (lookalike_internal.entry_image l
           JOIN lookalike_internal.image i ON i.image_id = l.image_id AND i.missing_since IS NULL)
       ON l.entry_id = e.entry_id
LEFT JOIN lookalike_internal.collection o ON o.collection_id = i.collection_id
LEFT JOIN lookalike_internal.cluster_member m ON m.image_id = i.image_id
WHERE e.missing_since IS NULL AND num_nonnulls(e.object_id, e.side, e.original_held) > 0;
COMMENT ON VIEW lookalike_detail.physical_object IS 'Physical objects that entries name, with their images: the captures of one negative, recto and verso, and whether the original is held. One row for each entry and image, or one row without an image.';
COMMENT ON COLUMN lookalike_detail.physical_object.object_id IS 'Id of the physical object; images with the same id were captured from the same object.';
COMMENT ON COLUMN lookalike_detail.physical_object.catalogue IS 'The catalogue.';
COMMENT ON COLUMN lookalike_detail.physical_object.external_id IS 'The id of the entry in the catalogue.';
COMMENT ON COLUMN lookalike_detail.physical_object.title IS 'Title.';
COMMENT ON COLUMN lookalike_detail.physical_object.side IS 'recto or verso; another word as it is written.';
COMMENT ON COLUMN lookalike_detail.physical_object.original_held IS 'Whether, or where, the physical original is held, as it is written.';
COMMENT ON COLUMN lookalike_detail.physical_object.is_original_held IS 'Whether the physical original is held; null where the entry does not say.';
COMMENT ON COLUMN lookalike_detail.physical_object.collection IS 'The collection of the image.';
COMMENT ON COLUMN lookalike_detail.physical_object.path IS 'Path relative to the folder of the collection; null without an image.';
COMMENT ON COLUMN lookalike_detail.physical_object.role IS 'Role of the image, as in image_role.';
COMMENT ON COLUMN lookalike_detail.physical_object.cluster_id IS 'The cluster of the image, if it has copies.';
COMMENT ON COLUMN lookalike_detail.physical_object.image_id IS 'Number of the image.';
COMMENT ON COLUMN lookalike_detail.physical_object.entry_id IS 'Number of the entry.';
