-- Steps after entries say something else of a publication: classes.
CREATE OR REPLACE FUNCTION lookalike_internal.after_published_entry_update() RETURNS trigger
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    INSERT INTO lookalike_internal.unclassified (image_id)
    SELECT i.image_id FROM lookalike_internal.image i
    WHERE i.pixel_digest IN (SELECT p.pixel_digest FROM lookalike_internal.publication p
                             WHERE p.entry_id IN (SELECT n.entry_id FROM new_row n));
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION lookalike_internal.after_published_entry_update() IS 'Queues the images of changed publications to be classified.';
CREATE OR REPLACE TRIGGER published_entry_update_trigger AFTER UPDATE ON lookalike_internal.published_entry
    REFERENCING NEW TABLE AS new_row
    FOR EACH STATEMENT EXECUTE FUNCTION lookalike_internal.after_published_entry_update();
COMMENT ON TRIGGER published_entry_update_trigger ON lookalike_internal.published_entry IS 'Takes the steps after entries say something else of a publication.';
