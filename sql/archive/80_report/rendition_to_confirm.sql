-- What people look at before they confirm or refuse a rendition: the rows of kind possible rendition, image by image.
CREATE OR REPLACE VIEW lookalike_detail.rendition_to_confirm AS
SELECT i.path,
       o.name AS collection,
       c.name AS catalogue,
       e.external_id,
       e.title,
       nullif(concat_ws('; ', s.published_in, s.edition, s.page, s.crop_text), '') AS published,
       i.image_id,
       r.entry_id,
       k.cluster_id
FROM (SELECT DISTINCT p.entry_id, p.pixel_digest FROM lookalike_internal.possible_rendition p) r
JOIN lookalike_internal.published_entry s ON s.entry_id = r.entry_id
JOIN lookalike_internal.catalogue_entry e ON e.entry_id = r.entry_id
JOIN lookalike_internal.catalogue c ON c.catalogue_id = e.catalogue_id
JOIN lookalike_internal.present_image i ON i.pixel_digest = r.pixel_digest
JOIN lookalike_internal.collection o ON o.collection_id = i.collection_id
LEFT JOIN lookalike_internal.cluster_member k ON k.image_id = i.image_id;
COMMENT ON VIEW lookalike_detail.rendition_to_confirm IS 'Images that may be what a catalogue entry says was published: one row for each entry and image. A person has to confirm or refuse each picture: confirm_rendition(), refuse_rendition().';
COMMENT ON COLUMN lookalike_detail.rendition_to_confirm.path IS 'Path relative to the folder of the collection.';
COMMENT ON COLUMN lookalike_detail.rendition_to_confirm.collection IS 'The collection of the image.';
COMMENT ON COLUMN lookalike_detail.rendition_to_confirm.catalogue IS 'The catalogue of the entry.';
COMMENT ON COLUMN lookalike_detail.rendition_to_confirm.external_id IS 'The id of the entry in the catalogue.';
COMMENT ON COLUMN lookalike_detail.rendition_to_confirm.title IS 'Title of the entry.';
COMMENT ON COLUMN lookalike_detail.rendition_to_confirm.published IS 'Where it was published, in which edition, on which page, and which part of the picture, as it is written; null where the entry says none of these.';
COMMENT ON COLUMN lookalike_detail.rendition_to_confirm.image_id IS 'Number of the image.';
COMMENT ON COLUMN lookalike_detail.rendition_to_confirm.entry_id IS 'Number of the entry.';
COMMENT ON COLUMN lookalike_detail.rendition_to_confirm.cluster_id IS 'The cluster of the image; null without copies.';
