-- What a change does without facts: nothing is queued to be refreshed, and no trigger keeps rows for it. For one transaction.
ALTER TABLE lookalike_internal.unclassified DISABLE TRIGGER unclassified_insert_trigger;
CREATE RULE off AS ON INSERT TO lookalike_internal.unrefreshed DO INSTEAD NOTHING;
CREATE FUNCTION lookalike_internal.only_withhold() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM lookalike_internal.withhold_guarded();
    RETURN NULL;
END
$$;
DROP TRIGGER retention_class_insert_trigger ON lookalike_internal.retention_class;
DROP TRIGGER retention_class_update_trigger ON lookalike_internal.retention_class;
CREATE TRIGGER only_withhold_trigger AFTER INSERT OR UPDATE ON lookalike_internal.retention_class
    FOR EACH STATEMENT EXECUTE FUNCTION lookalike_internal.only_withhold();
