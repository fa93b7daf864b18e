-- Each row has a key, so that logical replication can follow it.
ALTER TABLE lookalike_internal.untraced
    ADD COLUMN change_id bigint GENERATED ALWAYS AS IDENTITY,
    ADD CONSTRAINT untraced_pkey PRIMARY KEY (image_id, change_id);
COMMENT ON COLUMN lookalike_internal.untraced.change_id IS 'Number of the row, as an image may have several.';
DROP INDEX lookalike_internal.untraced_image_id_idx;
