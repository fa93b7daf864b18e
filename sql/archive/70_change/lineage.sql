-- Steps after a cluster is traced: classes. They may have been given before the lineage was known.
CREATE OR REPLACE FUNCTION lookalike_internal.after_lineage_insert() RETURNS trigger
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    INSERT INTO lookalike_internal.unclassified (image_id) SELECT n.image_id FROM new_row n;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION lookalike_internal.after_lineage_insert() IS 'Queues the images of a traced cluster to be classified.';
CREATE OR REPLACE TRIGGER lineage_insert_trigger AFTER INSERT ON lookalike_internal.lineage
    REFERENCING NEW TABLE AS new_row
    FOR EACH STATEMENT EXECUTE FUNCTION lookalike_internal.after_lineage_insert();
COMMENT ON TRIGGER lineage_insert_trigger ON lookalike_internal.lineage IS 'Takes the steps after a cluster is traced.';
