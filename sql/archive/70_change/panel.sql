-- The panels of a picture that was embedded by an older version are found later than its other neighbours.
CREATE OR REPLACE FUNCTION lookalike_internal.after_panel_insert() RETURNS trigger
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    -- Prove.
    DELETE FROM lookalike_internal.proposed p
    WHERE p.pixel_digest IN (SELECT n.pixel_digest FROM new_row n);
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION lookalike_internal.after_panel_insert() IS
    'Makes stage prove look for the pictures on new panels.';
CREATE OR REPLACE TRIGGER panel_insert_trigger AFTER INSERT ON lookalike_internal.panel
    REFERENCING NEW TABLE AS new_row
    FOR EACH STATEMENT EXECUTE FUNCTION lookalike_internal.after_panel_insert();
COMMENT ON TRIGGER panel_insert_trigger ON lookalike_internal.panel IS 'Takes the steps after panels come.';
