CREATE OR REPLACE FUNCTION lookalike_internal.before_quarantine_plan_change() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF OLD.state = 'proposed' THEN
            RETURN OLD;
        END IF;
        RAISE EXCEPTION 'plan "%" cannot be deleted', OLD.name
            USING ERRCODE = 'restrict_violation', DETAIL = format('The plan is %s, and stays on record.', OLD.state),
              HINT = 'Restore or withdraw it: lookalike quarantine restore, lookalike quarantine withdraw';
    END IF;
    IF TG_OP = 'INSERT' THEN
        IF NEW.state = 'proposed' AND NEW.approved_by IS NULL THEN
            RETURN NEW;
        END IF;
        RAISE EXCEPTION 'a plan begins as proposed, not as %', NEW.state
            USING ERRCODE = 'restrict_violation', HINT = 'Use lookalike.propose_quarantine(), then lookalike.approve_quarantine().';
    END IF;
    IF (NEW.plan_id, NEW.name, NEW.kind, NEW.destination, NEW.proposed_by, NEW.reason, NEW.proposed_at)
       IS DISTINCT FROM (OLD.plan_id, OLD.name, OLD.kind, OLD.destination, OLD.proposed_by, OLD.reason, OLD.proposed_at)
       OR (NEW.approved_by, NEW.approved_at) IS DISTINCT FROM (OLD.approved_by, OLD.approved_at)
          AND (OLD.state, NEW.state) IS DISTINCT FROM ('proposed', 'approved') THEN
        RAISE EXCEPTION 'plan "%" stays as it was proposed and approved', OLD.name
            USING ERRCODE = 'restrict_violation', HINT = 'Withdraw the plan, and propose another.';
    END IF;
    IF NEW.state <> OLD.state
       AND (OLD.state, NEW.state) NOT IN (
           ('proposed', 'approved'), ('proposed', 'withdrawn'), ('approved', 'withdrawn'),
           ('approved', 'applied'), ('approved', 'restored'), ('applied', 'restored')) THEN
        RAISE EXCEPTION 'plan "%" is %, and cannot become %', OLD.name, OLD.state, NEW.state
            USING ERRCODE = 'restrict_violation', HINT = 'lookalike quarantine apply, restore and withdraw change the states.';
    END IF;
    IF NEW.state IN ('applied', 'restored', 'withdrawn')
       AND EXISTS (SELECT FROM lookalike_internal.quarantine_item q
                   WHERE q.plan_id = NEW.plan_id
                     AND (q.state IN ('approved', 'moving', 'handing over')
                          OR NEW.state <> 'applied' AND q.state IN ('moved', 'restoring'))) THEN
        RAISE EXCEPTION 'plan "%" has files left to %', OLD.name,
            CASE WHEN NEW.kind = 'transfer' THEN 'hand over' WHEN NEW.state = 'applied' THEN 'move' ELSE 'restore' END
            USING ERRCODE = 'restrict_violation', DETAIL = format('So the plan cannot be %s.', NEW.state),
                  HINT = format('lookalike quarantine show %s lists them.', OLD.plan_id);
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION lookalike_internal.before_quarantine_plan_change() IS 'Keeps plans as they were proposed, and lets them change state in the allowed order only.';

CREATE OR REPLACE TRIGGER quarantine_plan_before_trigger BEFORE INSERT OR UPDATE OR DELETE ON lookalike_internal.quarantine_plan
    FOR EACH ROW EXECUTE FUNCTION lookalike_internal.before_quarantine_plan_change();
COMMENT ON TRIGGER quarantine_plan_before_trigger ON lookalike_internal.quarantine_plan IS 'Lets a plan change state in the allowed order only.';

CREATE OR REPLACE TRIGGER quarantine_plan_truncate_trigger BEFORE TRUNCATE ON lookalike_internal.quarantine_plan
    FOR EACH STATEMENT EXECUTE FUNCTION lookalike_internal.refuse_truncate();
COMMENT ON TRIGGER quarantine_plan_truncate_trigger ON lookalike_internal.quarantine_plan IS 'Refuses to empty the table.';
