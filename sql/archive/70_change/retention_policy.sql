-- Steps after a version of a policy is added: the log. The version is complete when its transaction ends, and never changes.
CREATE OR REPLACE FUNCTION lookalike_internal.after_retention_policy_insert() RETURNS trigger
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM lookalike_internal.record_event(
        'add policy', NEW.created_by, 'policy', NEW.policy_id::text,
        jsonb_build_object('name', NEW.name, 'version', NEW.version, 'description', NEW.description));
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION lookalike_internal.after_retention_policy_insert() IS 'Logs a new version of a policy.';
CREATE OR REPLACE TRIGGER retention_policy_insert_trigger AFTER INSERT ON lookalike_internal.retention_policy
    FOR EACH ROW EXECUTE FUNCTION lookalike_internal.after_retention_policy_insert();
COMMENT ON TRIGGER retention_policy_insert_trigger ON lookalike_internal.retention_policy IS 'Takes the steps after a version of a policy is added.';
