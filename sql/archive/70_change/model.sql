-- Steps after a model comes into use, goes out of use, or gets another network under its name while it is in use: the log.
CREATE OR REPLACE FUNCTION lookalike_internal.after_model_update() RETURNS trigger
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF OLD.is_in_use <> NEW.is_in_use OR NEW.is_in_use AND OLD.sha256 <> NEW.sha256 THEN
        PERFORM lookalike_internal.record_event(
            'use model', session_user, 'model', NEW.name,
            jsonb_build_object('from', CASE WHEN OLD.is_in_use THEN encode(OLD.sha256, 'hex') END,
                               'to', CASE WHEN NEW.is_in_use THEN encode(NEW.sha256, 'hex') END));
    END IF;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION lookalike_internal.after_model_update() IS
    'Logs the SHA-256 of the network that a model was in use with before, and is now; null while it is not in use.';
CREATE OR REPLACE TRIGGER model_update_trigger AFTER UPDATE ON lookalike_internal.model
    FOR EACH ROW EXECUTE FUNCTION lookalike_internal.after_model_update();
COMMENT ON TRIGGER model_update_trigger ON lookalike_internal.model IS 'Takes the steps after a model changes.';
