-- Checks every new rule. A policy is complete when the transaction that adds it ends.
CREATE OR REPLACE FUNCTION lookalike_internal.before_retention_rule_insert() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM lookalike.check_predicate(NEW.predicate);
    PERFORM lookalike_internal.check_template(NEW.reason);
    IF EXISTS (SELECT FROM lookalike_internal.retention_policy p
               WHERE p.policy_id = NEW.policy_id AND p.created_at < transaction_timestamp())
       -- An install brings the same rules again.
       AND NOT EXISTS (SELECT FROM lookalike_internal.retention_rule r
                       WHERE r.policy_id = NEW.policy_id AND r.priority = NEW.priority) THEN
        RAISE EXCEPTION 'policy % is complete', NEW.policy_id
            USING ERRCODE = 'restrict_violation',
                  DETAIL = 'All rules come with their policy.',
                  HINT = 'Add a new version: lookalike.add_policy().';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION lookalike_internal.before_retention_rule_insert() IS
    'Checks the predicate and the reason of a rule, and refuses a rule for a policy that is complete.';
CREATE OR REPLACE TRIGGER retention_rule_insert_trigger BEFORE INSERT ON lookalike_internal.retention_rule
    FOR EACH ROW EXECUTE FUNCTION lookalike_internal.before_retention_rule_insert();
COMMENT ON TRIGGER retention_rule_insert_trigger ON lookalike_internal.retention_rule IS 'Checks new rules.';
