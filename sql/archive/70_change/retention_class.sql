-- Steps after classes change: guards, then classes, facts.
CREATE OR REPLACE FUNCTION lookalike_internal.after_retention_class_change() RETURNS trigger
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM lookalike_internal.withhold_guarded();
    INSERT INTO lookalike_internal.unrefreshed (image_id) SELECT n.image_id FROM new_row n;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION lookalike_internal.after_retention_class_change() IS
    'Withholds approved quarantines that new classes forbid, and queues the facts of their images to be refreshed.';
CREATE OR REPLACE TRIGGER retention_class_insert_trigger AFTER INSERT ON lookalike_internal.retention_class
    REFERENCING NEW TABLE AS new_row
    FOR EACH STATEMENT EXECUTE FUNCTION lookalike_internal.after_retention_class_change();
COMMENT ON TRIGGER retention_class_insert_trigger ON lookalike_internal.retention_class IS 'Takes the steps after classes are given.';
CREATE OR REPLACE TRIGGER retention_class_update_trigger AFTER UPDATE ON lookalike_internal.retention_class
    REFERENCING NEW TABLE AS new_row
    FOR EACH STATEMENT EXECUTE FUNCTION lookalike_internal.after_retention_class_change();
COMMENT ON TRIGGER retention_class_update_trigger ON lookalike_internal.retention_class IS 'Takes the steps after classes change.';

CREATE OR REPLACE FUNCTION lookalike_internal.after_retention_class_truncate() RETURNS trigger
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM lookalike_internal.withhold_guarded();
    DELETE FROM lookalike_internal.fact_state;  -- all facts are worked out again
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION lookalike_internal.after_retention_class_truncate() IS
    'Withholds approved quarantines, as no image has a class any more, and makes all facts out of date.';
CREATE OR REPLACE TRIGGER retention_class_truncate_trigger AFTER TRUNCATE ON lookalike_internal.retention_class
    FOR EACH STATEMENT EXECUTE FUNCTION lookalike_internal.after_retention_class_truncate();
COMMENT ON TRIGGER retention_class_truncate_trigger ON lookalike_internal.retention_class IS 'Takes the steps after all classes go.';

CREATE OR REPLACE FUNCTION lookalike_internal.after_retention_class_delete() RETURNS trigger
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM lookalike_internal.withhold_guarded();
    INSERT INTO lookalike_internal.unrefreshed (image_id) SELECT o.image_id FROM old_row o;
    -- Missing images are left out: a classification deletes their classes.
    INSERT INTO lookalike_internal.unclassified (image_id)
    SELECT i.image_id FROM old_row o JOIN lookalike_internal.image i ON i.image_id = o.image_id
    WHERE i.missing_since IS NULL;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION lookalike_internal.after_retention_class_delete() IS
    'Withholds approved quarantines of images that lost their class, and queues the images to be classified, and their facts.';
CREATE OR REPLACE TRIGGER retention_class_delete_trigger AFTER DELETE ON lookalike_internal.retention_class
    REFERENCING OLD TABLE AS old_row
    FOR EACH STATEMENT EXECUTE FUNCTION lookalike_internal.after_retention_class_delete();
COMMENT ON TRIGGER retention_class_delete_trigger ON lookalike_internal.retention_class IS 'Takes the steps after images lose their class.';
