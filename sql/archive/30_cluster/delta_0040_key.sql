-- Each row has a key, so that logical replication can follow it.
ALTER TABLE lookalike_internal.unclustered
    ADD COLUMN change_id bigint GENERATED ALWAYS AS IDENTITY,
    ADD CONSTRAINT unclustered_pkey PRIMARY KEY (image_id, change_id);
COMMENT ON COLUMN lookalike_internal.unclustered.change_id IS 'Number of the row, as an image may have several.';
