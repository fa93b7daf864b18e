-- Each row has a key, so that logical replication can follow it.
ALTER TABLE lookalike_internal.unmatched_foreign
    ADD COLUMN change_id bigint GENERATED ALWAYS AS IDENTITY,
    ADD CONSTRAINT unmatched_foreign_pkey PRIMARY KEY (image_id, change_id);
COMMENT ON COLUMN lookalike_internal.unmatched_foreign.change_id IS 'Number of the row, as an image may have several.';
ALTER TABLE lookalike_internal.relinked_image
    ADD COLUMN change_id bigint GENERATED ALWAYS AS IDENTITY,
    ADD CONSTRAINT relinked_image_pkey PRIMARY KEY (image_id, change_id);
COMMENT ON COLUMN lookalike_internal.relinked_image.change_id IS 'Number of the row, as an image may have several.';
