-- Steps after classes change: guards, then classes.
CREATE OR REPLACE FUNCTION lookalike_internal.after_retention_class_change() RETURNS trigger
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM lookalike_internal.withhold_guarded();
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION lookalike_internal.after_retention_class_change() IS
    'Withholds approved quarantines that new classes forbid.';
CREATE OR REPLACE TRIGGER retention_class_change_trigger AFTER INSERT OR UPDATE OR TRUNCATE ON lookalike_internal.retention_class
    FOR EACH STATEMENT EXECUTE FUNCTION lookalike_internal.after_retention_class_change();
COMMENT ON TRIGGER retention_class_change_trigger ON lookalike_internal.retention_class IS 'Takes the steps after classes are given, or all go.';

CREATE OR REPLACE FUNCTION lookalike_internal.after_retention_class_delete() RETURNS trigger
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM lookalike_internal.withhold_guarded();
    -- Missing images are left out: a classification deletes their classes.
    INSERT INTO lookalike_internal.unclassified (image_id)
    SELECT i.image_id FROM old_row o JOIN lookalike_internal.image i ON i.image_id = o.image_id
    WHERE i.missing_since IS NULL;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION lookalike_internal.after_retention_class_delete() IS
    'Withholds approved quarantines of images that lost their class, and queues the images to be classified.';
CREATE OR REPLACE TRIGGER retention_class_delete_trigger AFTER DELETE ON lookalike_internal.retention_class
    REFERENCING OLD TABLE AS old_row
    FOR EACH STATEMENT EXECUTE FUNCTION lookalike_internal.after_retention_class_delete();
COMMENT ON TRIGGER retention_class_delete_trigger ON lookalike_internal.retention_class IS 'Takes the steps after images lose their class.';
