-- Steps after a setting changes: guards and classes, the log. A statement of the owner counts as the function does.
CREATE OR REPLACE FUNCTION lookalike_internal.after_setting_update() RETURNS trigger
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    -- Guards, classes.
    IF NEW.name IN ('guarded_severity', 'rights_jurisdiction') THEN
        PERFORM lookalike_internal.recheck_rights();
    END IF;

    -- The log.
    PERFORM lookalike_internal.record_event('set setting', session_user, 'setting', NEW.name,
                                            jsonb_build_object('from', OLD.value, 'to', NEW.value));
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION lookalike_internal.after_setting_update() IS 'Compares all statements about rights again after a setting about them changes; logs the new value of a setting, and the value before.';
CREATE OR REPLACE TRIGGER setting_update_trigger AFTER UPDATE ON lookalike_internal.setting
    FOR EACH ROW WHEN (OLD.value IS DISTINCT FROM NEW.value) EXECUTE FUNCTION lookalike_internal.after_setting_update();
COMMENT ON TRIGGER setting_update_trigger ON lookalike_internal.setting IS 'Takes the steps after a setting changes.';
