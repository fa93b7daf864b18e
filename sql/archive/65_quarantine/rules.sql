-- The second line: what the functions do is also what the tables let happen, whoever writes to them.

CREATE OR REPLACE FUNCTION lookalike.check_plan() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF OLD.state = 'proposed' THEN
            RETURN OLD;
        END IF;
        RAISE EXCEPTION 'plan "%" cannot be deleted', OLD.name
            USING ERRCODE = 'restrict_violation', DETAIL = format('It is %s, and stays on record.', OLD.state);
    END IF;
    IF TG_OP = 'INSERT' THEN
        IF NEW.state = 'proposed' AND NEW.approved_by IS NULL THEN
            RETURN NEW;
        END IF;
        RAISE EXCEPTION 'a plan begins as proposed, not as %', NEW.state
            USING ERRCODE = 'restrict_violation', HINT = 'lookalike.propose_quarantine(), then approve_quarantine()';
    END IF;
    IF (NEW.plan_id, NEW.name, NEW.destination, NEW.proposed_by, NEW.reason, NEW.proposed_at)
       IS DISTINCT FROM (OLD.plan_id, OLD.name, OLD.destination, OLD.proposed_by, OLD.reason, OLD.proposed_at)
       OR (NEW.approved_by, NEW.approved_at) IS DISTINCT FROM (OLD.approved_by, OLD.approved_at)
          AND (OLD.state, NEW.state) IS DISTINCT FROM ('proposed', 'approved') THEN
        RAISE EXCEPTION 'plan "%" stays as it was proposed and approved', OLD.name
            USING ERRCODE = 'restrict_violation', HINT = 'Withdraw it, and propose another.';
    END IF;
    IF NEW.state <> OLD.state
       AND (OLD.state, NEW.state) NOT IN (
           ('proposed', 'approved'), ('proposed', 'withdrawn'), ('approved', 'withdrawn'),
           ('approved', 'applied'), ('approved', 'restored'), ('applied', 'restored')) THEN
        RAISE EXCEPTION 'plan "%" is %, and cannot become %', OLD.name, OLD.state, NEW.state
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.state IN ('applied', 'restored', 'withdrawn')
       AND EXISTS (SELECT FROM lookalike.quarantine_item q
                   WHERE q.plan_id = NEW.plan_id
                     AND (q.state IN ('approved', 'moving')
                          OR NEW.state <> 'applied' AND q.state IN ('moved', 'restoring'))) THEN
        RAISE EXCEPTION 'plan "%" has files left to %', OLD.name, CASE NEW.state WHEN 'applied' THEN 'move' ELSE 'restore' END
            USING ERRCODE = 'restrict_violation', DETAIL = format('So it cannot be %s.', NEW.state);
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION lookalike.check_plan() IS 'Keeps plans as they were proposed, and lets them go from state to state in order only.';

CREATE OR REPLACE FUNCTION lookalike.check_item() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    plan_state text;
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF OLD.state = 'proposed' THEN
            RETURN OLD;
        END IF;
        RAISE EXCEPTION 'image % of plan % cannot be deleted from it', OLD.image_id, OLD.plan_id
            USING ERRCODE = 'restrict_violation', DETAIL = format('It is %s, and stays on record.', OLD.state);
    END IF;
    SELECT p.state INTO plan_state FROM lookalike.quarantine_plan p WHERE p.plan_id = NEW.plan_id;
    IF TG_OP = 'INSERT' THEN
        IF NEW.state <> 'proposed' OR plan_state <> 'proposed' THEN
            RAISE EXCEPTION 'an item begins as proposed in a plan that is proposed'
                USING ERRCODE = 'restrict_violation',
                      DETAIL = format('Image %s would be %s in a plan that is %s.', NEW.image_id, NEW.state, plan_state),
                      HINT = 'lookalike.propose_quarantine(), then approve_quarantine()';
        END IF;
        RETURN NEW;
    END IF;
    IF (NEW.plan_id, NEW.image_id, NEW.collection_id, NEW.path, NEW.byte_size, NEW.sha256, NEW.pixel_digest, NEW.destination)
       IS DISTINCT FROM
       (OLD.plan_id, OLD.image_id, OLD.collection_id, OLD.path, OLD.byte_size, OLD.sha256, OLD.pixel_digest, OLD.destination) THEN
        RAISE EXCEPTION 'image % of plan % stays as it was proposed', OLD.image_id, OLD.plan_id
            USING ERRCODE = 'restrict_violation', HINT = 'Withdraw the plan, and propose another.';
    END IF;
    IF NEW.state <> OLD.state THEN
        IF (OLD.state, NEW.state) NOT IN (
               ('proposed', 'approved'), ('proposed', 'withheld'), ('approved', 'moving'), ('approved', 'withheld'),
               ('moving', 'moved'), ('moving', 'withheld'), ('moving', 'restoring'), ('moved', 'restoring'),
               ('restoring', 'moved'), ('restoring', 'restored')) THEN
            RAISE EXCEPTION 'image % of plan % is %, and cannot become %', OLD.image_id, OLD.plan_id, OLD.state, NEW.state
                USING ERRCODE = 'restrict_violation';
        END IF;
        IF NEW.state IN ('approved', 'moving') AND plan_state <> 'approved' THEN
            RAISE EXCEPTION 'plan % is not approved', NEW.plan_id
                USING ERRCODE = 'restrict_violation',
                      DETAIL = format('It is %s, so image %s cannot be %s.', plan_state, NEW.image_id, NEW.state),
                      HINT = 'lookalike.approve_quarantine(): a second person has to agree.';
        END IF;
        NEW.changed_at := clock_timestamp();
    END IF;
    IF NEW.archival_pixel_digest <> OLD.archival_pixel_digest
       AND (OLD.state, NEW.state) IS DISTINCT FROM ('proposed', 'approved') THEN
        RAISE EXCEPTION 'image % of plan % stays as it was approved', OLD.image_id, OLD.plan_id
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION lookalike.check_item() IS
    'Keeps items as they were proposed, and lets them go from state to state in order only.';

-- The guards, as a constraint of the table.
CREATE OR REPLACE FUNCTION lookalike.check_approval() RETURNS trigger
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    plans integer[];
    this record;
BEGIN
    -- What goes on to be moved was approved, and so is not guarded.
    SELECT array_agg(DISTINCT c.plan_id) INTO plans
    FROM (SELECT n.plan_id, n.image_id FROM new_row n WHERE n.state = 'approved'
          EXCEPT SELECT o.plan_id, o.image_id FROM old_row o WHERE o.state = 'approved') c;
    IF plans IS NULL THEN
        RETURN NULL;
    END IF;
    PERFORM lookalike.take_guard_lock();
    SELECT d.reviewer, q.image_id, p.name INTO this
    FROM lookalike.quarantine_item q
    JOIN lookalike.quarantine_plan p ON p.plan_id = q.plan_id
    JOIN lookalike.image_decision d ON d.image_id = q.image_id
    WHERE q.plan_id = ANY (plans) AND q.state = 'approved' AND d.decision = 'quarantine'
      AND lower(btrim(d.reviewer)) = lower(btrim(p.approved_by))
    ORDER BY q.image_id LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'another reviewer has to approve plan "%"', this.name
            USING ERRCODE = 'restrict_violation',
                  DETAIL = format('%s decided to quarantine image %s, which is in it.', this.reviewer, this.image_id),
                  HINT = 'Four eyes: who decided, or proposed, does not approve.';
    END IF;
    SELECT q.image_id, q.path, p.name INTO this
    FROM lookalike.quarantine_item q
    JOIN lookalike.quarantine_plan p ON p.plan_id = q.plan_id
    LEFT JOIN lookalike.derivation_source s ON s.image_id = q.image_id
    WHERE q.plan_id = ANY (plans) AND q.state = 'approved'
      AND q.archival_pixel_digest <> coalesce(s.source_pixel_digest, q.pixel_digest)
    ORDER BY q.image_id LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'image % in plan "%" was made of another image by now', this.image_id, this.name
            USING ERRCODE = 'restrict_violation', DETAIL = format('"%s": what stays for its sake is not what the item says.', this.path),
                  HINT = 'lookalike.approve_quarantine() looks it up anew.';
    END IF;
    -- Also of what was approved before: nothing that is approved may be guarded from now on.
    SELECT p.image_id, p.problem, q.path, l.name INTO this
    FROM lookalike.find_problems() p
    JOIN lookalike.quarantine_item q ON q.plan_id = p.plan_id AND q.image_id = p.image_id
    JOIN lookalike.quarantine_plan l ON l.plan_id = p.plan_id
    ORDER BY p.plan_id, p.image_id LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'image % in plan "%" may not leave', this.image_id, this.name
            USING ERRCODE = 'restrict_violation', DETAIL = format('"%s": %s', this.path, this.problem),
                  HINT = 'SELECT guard, reason FROM lookalike.guarded_image says what keeps an image.';
    END IF;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION lookalike.check_approval() IS
    'Refuses to approve what is guarded, and what the approver has decided to quarantine.';

CREATE OR REPLACE FUNCTION lookalike.refuse_truncate() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RAISE EXCEPTION 'TRUNCATE on table "%" is refused', TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation', DETAIL = 'It says where the files in quarantine came from.';
END
$$;
COMMENT ON FUNCTION lookalike.refuse_truncate() IS 'Refuses to empty the tables of quarantine.';

CREATE OR REPLACE TRIGGER quarantine_plan_check_trigger BEFORE INSERT OR UPDATE OR DELETE ON lookalike.quarantine_plan
    FOR EACH ROW EXECUTE FUNCTION lookalike.check_plan();
COMMENT ON TRIGGER quarantine_plan_check_trigger ON lookalike.quarantine_plan IS 'Lets a plan go from state to state in order only.';
CREATE OR REPLACE TRIGGER quarantine_plan_truncate_trigger BEFORE TRUNCATE ON lookalike.quarantine_plan
    FOR EACH STATEMENT EXECUTE FUNCTION lookalike.refuse_truncate();
COMMENT ON TRIGGER quarantine_plan_truncate_trigger ON lookalike.quarantine_plan IS 'Keeps plans.';
CREATE OR REPLACE TRIGGER quarantine_item_check_trigger BEFORE INSERT OR UPDATE OR DELETE ON lookalike.quarantine_item
    FOR EACH ROW EXECUTE FUNCTION lookalike.check_item();
COMMENT ON TRIGGER quarantine_item_check_trigger ON lookalike.quarantine_item IS 'Lets an item go from state to state in order only.';
CREATE OR REPLACE TRIGGER quarantine_item_guard_trigger AFTER UPDATE ON lookalike.quarantine_item
    REFERENCING OLD TABLE AS old_row NEW TABLE AS new_row
    FOR EACH STATEMENT EXECUTE FUNCTION lookalike.check_approval();
COMMENT ON TRIGGER quarantine_item_guard_trigger ON lookalike.quarantine_item IS 'Keeps what is guarded from being approved.';
CREATE OR REPLACE TRIGGER quarantine_item_truncate_trigger BEFORE TRUNCATE ON lookalike.quarantine_item
    FOR EACH STATEMENT EXECUTE FUNCTION lookalike.refuse_truncate();
COMMENT ON TRIGGER quarantine_item_truncate_trigger ON lookalike.quarantine_item IS 'Keeps items.';

-- What lies in quarantine must not be scanned as if it were in the archive: it would pass for the copy
-- that stays. And what is held is not forgotten.
CREATE OR REPLACE FUNCTION lookalike.overlaps(one text, other text) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN starts_with(rtrim(one, '/') || '/', rtrim(other, '/') || '/')
    OR starts_with(rtrim(other, '/') || '/', rtrim(one, '/') || '/');
COMMENT ON FUNCTION lookalike.overlaps(text, text) IS 'Whether of two folders, by their absolute paths, one is the other or lies in it.';

CREATE OR REPLACE FUNCTION lookalike.check_collection() RETURNS trigger
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    this record;
BEGIN
    PERFORM lookalike.take_guard_lock();
    IF TG_OP = 'DELETE' THEN
        SELECT m.name INTO this
        FROM lookalike.legal_hold h
        JOIN lookalike.legal_matter m ON m.matter_id = h.matter_id AND m.closed_at IS NULL
        WHERE h.collection_id = OLD.collection_id AND h.released_at IS NULL
        ORDER BY h.hold_id LIMIT 1;
        IF FOUND THEN
            RAISE EXCEPTION 'collection "%" is held', OLD.name
                USING ERRCODE = 'restrict_violation', DETAIL = format('It is under a legal hold for "%s".', this.name),
                      HINT = 'Release the hold first: lookalike.release_hold()';
        END IF;
        RETURN OLD;
    END IF;
    IF TG_OP = 'UPDATE' AND NEW.root <> OLD.root
       AND EXISTS (SELECT FROM lookalike.quarantine_item q
                   WHERE q.collection_id = NEW.collection_id AND q.state IN ('moving', 'moved', 'restoring')) THEN
        RAISE EXCEPTION 'collection "%" has files in quarantine', OLD.name
            USING ERRCODE = 'restrict_violation', DETAIL = 'They could not be brought back to where they were.',
                  HINT = 'Restore them first: lookalike quarantine restore';
    END IF;
    SELECT p.name, p.destination INTO this
    FROM lookalike.quarantine_plan p
    WHERE p.state IN ('proposed', 'approved', 'applied') AND lookalike.overlaps(NEW.root, p.destination)
    ORDER BY p.plan_id LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'folder "%" overlaps the quarantine', NEW.root
            USING ERRCODE = 'restrict_violation',
                  DETAIL = format('Plan "%s" moves files to "%s"; scanned, they would pass for copies that stay.', this.name, this.destination),
                  HINT = 'Scan the folders beside it, or restore or withdraw the plan.';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION lookalike.check_collection() IS
    'Refuses collections that overlap a quarantine, another root while files are in quarantine, and to forget what is held.';
CREATE OR REPLACE TRIGGER collection_guard_trigger BEFORE INSERT OR UPDATE OF root OR DELETE ON lookalike.collection
    FOR EACH ROW EXECUTE FUNCTION lookalike.check_collection();
COMMENT ON TRIGGER collection_guard_trigger ON lookalike.collection IS 'Keeps quarantine and collections apart, and collections that are held.';
