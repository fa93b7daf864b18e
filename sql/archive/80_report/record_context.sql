-- Records with their images. New columns come last.
CREATE OR REPLACE VIEW lookalike_detail.record_context AS
SELECT r.name AS record,
       c.name AS catalogue,
       e.external_id,
       e.series,
       e.record_no,
       e.contract_no,
       i.path,
       o.name AS collection,
       m.cluster_id,
       coalesce(k.is_other_record, false) AS is_other_record,
       r.entry_id,
       r.image_id
FROM lookalike_internal.image_record r
JOIN lookalike_internal.catalogue_entry e ON e.entry_id = r.entry_id
JOIN lookalike_internal.catalogue c ON c.catalogue_id = e.catalogue_id
JOIN lookalike_internal.present_image i ON i.image_id = r.image_id
JOIN lookalike_internal.collection o ON o.collection_id = i.collection_id
LEFT JOIN lookalike_internal.cluster_member m ON m.image_id = r.image_id
LEFT JOIN lookalike_internal.retention_class k ON k.image_id = r.image_id;
COMMENT ON VIEW lookalike_detail.record_context IS 'Records with their images: one row for each image and entry that is still in its catalogue. Images of one cluster with different records are one picture in several contexts.';
COMMENT ON COLUMN lookalike_detail.record_context.record IS 'The record in words: series, record number and contract number; or the id of the entry, if it gives neither number.';
COMMENT ON COLUMN lookalike_detail.record_context.catalogue IS 'The catalogue.';
COMMENT ON COLUMN lookalike_detail.record_context.external_id IS 'The id of the entry in the catalogue.';
COMMENT ON COLUMN lookalike_detail.record_context.series IS 'Series, as the entry says.';
COMMENT ON COLUMN lookalike_detail.record_context.record_no IS 'Number of the record, as the entry says.';
COMMENT ON COLUMN lookalike_detail.record_context.contract_no IS 'Number of the contract, as the entry says.';
COMMENT ON COLUMN lookalike_detail.record_context.path IS 'Path of the image, relative to the folder of its collection.';
COMMENT ON COLUMN lookalike_detail.record_context.collection IS 'The collection of the image.';
COMMENT ON COLUMN lookalike_detail.record_context.cluster_id IS 'The cluster of the image, if it has copies.';
COMMENT ON COLUMN lookalike_detail.record_context.is_other_record IS 'Whether the image belongs to a record to which no image of a better rank belongs, as it was classified.';
COMMENT ON COLUMN lookalike_detail.record_context.entry_id IS 'Number of the entry, for decide_record.';
COMMENT ON COLUMN lookalike_detail.record_context.image_id IS 'Number of the image.';
