-- The images that are missing, to count those that are present.
CREATE INDEX image_missing_idx ON lookalike_internal.image (image_id) WHERE missing_since IS NOT NULL;
