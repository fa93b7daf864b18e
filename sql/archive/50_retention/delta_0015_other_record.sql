-- A copy that belongs to another record is not redundant. Members of clusters get their classes again.
ALTER TABLE lookalike_internal.retention_class ADD COLUMN is_other_record boolean NOT NULL DEFAULT false;
COMMENT ON COLUMN lookalike_internal.retention_class.is_other_record IS 'Whether the image belongs to a record to which no image of a better rank belongs; such an image is not redundant.';
INSERT INTO lookalike_internal.unclassified (image_id) SELECT m.image_id FROM lookalike_internal.cluster_member m;
