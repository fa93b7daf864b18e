-- An image that waits for the match loses its class, and gets one again after the match.
CREATE OR REPLACE FUNCTION lookalike_internal.after_unmatched_image_insert() RETURNS trigger
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    INSERT INTO lookalike_internal.unclassified (image_id) SELECT n.image_id FROM new_row n;
    -- Foreign fingerprints, which few archives have.
    IF EXISTS (SELECT FROM lookalike_internal.foreign_collection) THEN
        INSERT INTO lookalike_internal.unmatched_foreign (image_id) SELECT n.image_id FROM new_row n;
    END IF;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION lookalike_internal.after_unmatched_image_insert() IS 'Queues images that wait for the match to be classified, and to be compared with foreign fingerprints.';
CREATE OR REPLACE TRIGGER unmatched_image_insert_trigger AFTER INSERT ON lookalike_internal.unmatched_image
    REFERENCING NEW TABLE AS new_row
    FOR EACH STATEMENT EXECUTE FUNCTION lookalike_internal.after_unmatched_image_insert();
COMMENT ON TRIGGER unmatched_image_insert_trigger ON lookalike_internal.unmatched_image IS 'Takes the steps after images come into the queue.';

CREATE OR REPLACE FUNCTION lookalike_internal.after_unmatched_image_delete() RETURNS trigger
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    INSERT INTO lookalike_internal.unclassified (image_id) SELECT o.image_id FROM old_row o;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION lookalike_internal.after_unmatched_image_delete() IS 'Queues images that were matched to be classified.';
CREATE OR REPLACE TRIGGER unmatched_image_delete_trigger AFTER DELETE ON lookalike_internal.unmatched_image
    REFERENCING OLD TABLE AS old_row
    FOR EACH STATEMENT EXECUTE FUNCTION lookalike_internal.after_unmatched_image_delete();
COMMENT ON TRIGGER unmatched_image_delete_trigger ON lookalike_internal.unmatched_image IS 'Takes the steps after images leave the queue.';
