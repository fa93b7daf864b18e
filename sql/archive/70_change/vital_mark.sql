-- Steps after a person marks a vital record: guards, then classes.
CREATE OR REPLACE FUNCTION lookalike_internal.after_vital_mark_insert() RETURNS trigger
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM lookalike_internal.withhold_guarded();
    INSERT INTO lookalike_internal.unclassified (image_id)
    SELECT i.image_id FROM lookalike_internal.image i
    WHERE i.pixel_digest IN (SELECT n.pixel_digest FROM new_row n);
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION lookalike_internal.after_vital_mark_insert() IS
    'Withholds approved quarantines of vital records, and queues their images to be classified.';
CREATE OR REPLACE TRIGGER vital_mark_insert_trigger AFTER INSERT ON lookalike_internal.vital_mark
    REFERENCING NEW TABLE AS new_row
    FOR EACH STATEMENT EXECUTE FUNCTION lookalike_internal.after_vital_mark_insert();
COMMENT ON TRIGGER vital_mark_insert_trigger ON lookalike_internal.vital_mark IS 'Takes the steps after a person marks a vital record.';
