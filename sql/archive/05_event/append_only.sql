-- What was logged, decided, placed or applied stays as it was written. Roles have no right to change it;
-- this is against the owner's own mistakes. Who disables the triggers to tamper with the log is found
-- out by verify_log.
CREATE OR REPLACE FUNCTION lookalike.refuse_change() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RAISE EXCEPTION '% on table "%" is refused', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation',
              DETAIL = CASE WHEN TG_TABLE_NAME IN ('legal_hold', 'legal_matter')
                            THEN 'Its rows are never taken away.'
                            ELSE 'Its rows are only ever added.' END,
              HINT = CASE WHEN TG_TABLE_NAME IN ('legal_hold', 'legal_hold_picture', 'legal_matter')
                          THEN 'lookalike.release_hold() and lookalike.close_matter() end a hold.'
                          ELSE 'Add what holds from now on: the latest row counts.' END;
END
$$;
COMMENT ON FUNCTION lookalike.refuse_change() IS 'Refuses to change or take away rows that are only ever added.';

CREATE OR REPLACE TRIGGER event_refuse_trigger BEFORE UPDATE OR DELETE OR TRUNCATE ON lookalike.event
    FOR EACH STATEMENT EXECUTE FUNCTION lookalike.refuse_change();
COMMENT ON TRIGGER event_refuse_trigger ON lookalike.event IS 'Keeps events as they were logged.';
CREATE OR REPLACE TRIGGER decision_refuse_trigger BEFORE UPDATE OR DELETE OR TRUNCATE ON lookalike.decision
    FOR EACH STATEMENT EXECUTE FUNCTION lookalike.refuse_change();
COMMENT ON TRIGGER decision_refuse_trigger ON lookalike.decision IS 'Keeps decisions as they were made.';
CREATE OR REPLACE TRIGGER publication_refuse_trigger BEFORE UPDATE OR DELETE OR TRUNCATE ON lookalike.publication
    FOR EACH STATEMENT EXECUTE FUNCTION lookalike.refuse_change();
COMMENT ON TRIGGER publication_refuse_trigger ON lookalike.publication IS 'Keeps in mind what was ever published.';
CREATE OR REPLACE TRIGGER catalogue_entry_history_refuse_trigger
    BEFORE UPDATE OR DELETE OR TRUNCATE ON lookalike.catalogue_entry_history
    FOR EACH STATEMENT EXECUTE FUNCTION lookalike.refuse_change();
COMMENT ON TRIGGER catalogue_entry_history_refuse_trigger ON lookalike.catalogue_entry_history IS 'Keeps what entries said before.';
CREATE OR REPLACE TRIGGER retention_policy_refuse_trigger
    BEFORE UPDATE OR DELETE OR TRUNCATE ON lookalike.retention_policy
    FOR EACH STATEMENT EXECUTE FUNCTION lookalike.refuse_change();
COMMENT ON TRIGGER retention_policy_refuse_trigger ON lookalike.retention_policy IS 'Keeps policies as they were added.';
CREATE OR REPLACE TRIGGER retention_rule_refuse_trigger
    BEFORE UPDATE OR DELETE OR TRUNCATE ON lookalike.retention_rule
    FOR EACH STATEMENT EXECUTE FUNCTION lookalike.refuse_change();
COMMENT ON TRIGGER retention_rule_refuse_trigger ON lookalike.retention_rule IS 'Keeps rules as they were added.';
CREATE OR REPLACE TRIGGER policy_application_refuse_trigger
    BEFORE UPDATE OR DELETE OR TRUNCATE ON lookalike.policy_application
    FOR EACH STATEMENT EXECUTE FUNCTION lookalike.refuse_change();
COMMENT ON TRIGGER policy_application_refuse_trigger ON lookalike.policy_application IS 'Keeps which policy was in use when.';
CREATE OR REPLACE TRIGGER review_refuse_trigger BEFORE UPDATE OR DELETE OR TRUNCATE ON lookalike.review
    FOR EACH STATEMENT EXECUTE FUNCTION lookalike.refuse_change();
COMMENT ON TRIGGER review_refuse_trigger ON lookalike.review IS 'Keeps reviews as they were done.';
CREATE OR REPLACE TRIGGER review_sample_refuse_trigger BEFORE UPDATE OR DELETE OR TRUNCATE ON lookalike.review_sample
    FOR EACH STATEMENT EXECUTE FUNCTION lookalike.refuse_change();
COMMENT ON TRIGGER review_sample_refuse_trigger ON lookalike.review_sample IS 'Keeps samples as they were drawn.';

-- A hold ends, and a matter closes, once; else their rows stay as they were written.
CREATE OR REPLACE FUNCTION lookalike.refuse_rewrite() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF to_jsonb(OLD) ->> TG_ARGV[0] IS NULL AND to_jsonb(OLD) - TG_ARGV = to_jsonb(NEW) - TG_ARGV THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'UPDATE on table "%" is refused', TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation',
              DETAIL = format('Only %s may be set, and only once.', array_to_string(TG_ARGV, ', ')),
              HINT = 'Place another hold instead.';
END
$$;
COMMENT ON FUNCTION lookalike.refuse_rewrite() IS
    'Lets the columns that are given be set once, and refuses any other change of a row.';

CREATE OR REPLACE TRIGGER legal_hold_refuse_trigger BEFORE DELETE OR TRUNCATE ON lookalike.legal_hold
    FOR EACH STATEMENT EXECUTE FUNCTION lookalike.refuse_change();
COMMENT ON TRIGGER legal_hold_refuse_trigger ON lookalike.legal_hold IS 'Keeps holds, also those that were released.';
CREATE OR REPLACE TRIGGER legal_hold_rewrite_trigger BEFORE UPDATE ON lookalike.legal_hold
    FOR EACH ROW EXECUTE FUNCTION lookalike.refuse_rewrite('released_at', 'released_by', 'released_reason');
COMMENT ON TRIGGER legal_hold_rewrite_trigger ON lookalike.legal_hold IS 'Lets a hold be released once, and changes nothing else.';
CREATE OR REPLACE TRIGGER legal_hold_picture_refuse_trigger
    BEFORE UPDATE OR DELETE OR TRUNCATE ON lookalike.legal_hold_picture
    FOR EACH STATEMENT EXECUTE FUNCTION lookalike.refuse_change();
COMMENT ON TRIGGER legal_hold_picture_refuse_trigger ON lookalike.legal_hold_picture IS 'Keeps in mind which pictures a hold ever covered.';
CREATE OR REPLACE TRIGGER legal_matter_refuse_trigger BEFORE DELETE OR TRUNCATE ON lookalike.legal_matter
    FOR EACH STATEMENT EXECUTE FUNCTION lookalike.refuse_change();
COMMENT ON TRIGGER legal_matter_refuse_trigger ON lookalike.legal_matter IS 'Keeps matters, also those that were closed.';
CREATE OR REPLACE TRIGGER legal_matter_rewrite_trigger BEFORE UPDATE ON lookalike.legal_matter
    FOR EACH ROW EXECUTE FUNCTION lookalike.refuse_rewrite('closed_at', 'closed_by', 'closed_reason');
COMMENT ON TRIGGER legal_matter_rewrite_trigger ON lookalike.legal_matter IS 'Lets a matter be closed once, and changes nothing else.';

-- A policy is complete when the transaction that adds it ends.
CREATE OR REPLACE FUNCTION lookalike.refuse_late_rule() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF EXISTS (SELECT FROM lookalike.retention_policy p
               WHERE p.policy_id = NEW.policy_id AND p.created_at < transaction_timestamp())
       -- An install comes with rules that are there already.
       AND NOT EXISTS (SELECT FROM lookalike.retention_rule r
                       WHERE r.policy_id = NEW.policy_id AND r.priority = NEW.priority) THEN
        RAISE EXCEPTION 'policy % is complete', NEW.policy_id
            USING ERRCODE = 'restrict_violation',
                  DETAIL = 'Rules come with their policy, and none is added later.',
                  HINT = 'Add a new version: lookalike.add_policy().';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION lookalike.refuse_late_rule() IS 'Refuses a rule for a policy that was added before.';
CREATE OR REPLACE TRIGGER retention_rule_late_trigger BEFORE INSERT ON lookalike.retention_rule
    FOR EACH ROW EXECUTE FUNCTION lookalike.refuse_late_rule();
COMMENT ON TRIGGER retention_rule_late_trigger ON lookalike.retention_rule IS 'Keeps policies as they were added.';
