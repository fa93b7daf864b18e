-- Steps after images are queued to be classified: their facts. What changes a class may change a fact.
CREATE OR REPLACE FUNCTION lookalike_internal.after_unclassified_insert() RETURNS trigger
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    INSERT INTO lookalike_internal.unrefreshed (image_id) SELECT n.image_id FROM new_row n;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION lookalike_internal.after_unclassified_insert() IS 'Queues the facts of images that wait for a class to be refreshed.';
CREATE OR REPLACE TRIGGER unclassified_insert_trigger AFTER INSERT ON lookalike_internal.unclassified
    REFERENCING NEW TABLE AS new_row
    FOR EACH STATEMENT EXECUTE FUNCTION lookalike_internal.after_unclassified_insert();
COMMENT ON TRIGGER unclassified_insert_trigger ON lookalike_internal.unclassified IS 'Takes the steps after images are queued to be classified.';
