CREATE OR REPLACE FUNCTION lookalike_internal.before_quarantine_item_change() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    this_plan lookalike_internal.quarantine_plan;
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF OLD.state = 'proposed' THEN
            RETURN OLD;
        END IF;
        RAISE EXCEPTION 'image % cannot be deleted from plan %', OLD.image_id, OLD.plan_id
            USING ERRCODE = 'restrict_violation', DETAIL = format('The item is %s, and stays on record.', OLD.state),
              HINT = 'Restore or withdraw the plan: lookalike quarantine restore, lookalike quarantine withdraw';
    END IF;
    SELECT * INTO this_plan FROM lookalike_internal.quarantine_plan p WHERE p.plan_id = NEW.plan_id;
    IF TG_OP = 'INSERT' THEN
        IF NEW.state <> 'proposed' OR this_plan.state <> 'proposed' THEN
            RAISE EXCEPTION 'a new item has to be proposed, in a proposed plan'
                USING ERRCODE = 'restrict_violation',
                      DETAIL = format('Image %s would be %s in a plan that is %s.', NEW.image_id, NEW.state, this_plan.state),
                      HINT = 'Use lookalike.propose_quarantine(), then lookalike.approve_quarantine().';
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
               ('restoring', 'moved'), ('restoring', 'restored'), ('moved', 'disposed'),
               ('proposed', 'handing over'), ('handing over', 'withheld'), ('handing over', 'transferred'),
               ('proposed', 'disposed')) THEN
            RAISE EXCEPTION 'image % of plan % is %, and cannot become %', OLD.image_id, OLD.plan_id, OLD.state, NEW.state
                USING ERRCODE = 'restrict_violation', HINT = 'lookalike quarantine apply, restore and withdraw change the states.';
        END IF;
        IF OLD.state = 'proposed' AND NEW.state <> 'withheld'
           AND (this_plan.kind, NEW.state) NOT IN (
               ('set aside', 'approved'), ('transfer', 'handing over'), ('record disposal', 'disposed')) THEN
            RAISE EXCEPTION 'image % of plan % cannot become %', OLD.image_id, OLD.plan_id, NEW.state
                USING ERRCODE = 'restrict_violation', DETAIL = format('The kind of the plan is "%s".', this_plan.kind),
                      HINT = 'Propose a plan of the other kind.';
        END IF;
        IF (OLD.state, NEW.state) = ('moved', 'disposed')
           AND NOT EXISTS (SELECT FROM lookalike_internal.quarantine_item o
                           JOIN lookalike_internal.disposal d ON d.plan_id = o.plan_id
                           WHERE o.image_id = OLD.image_id AND o.sha256 = OLD.sha256 AND o.state = 'disposed') THEN
            RAISE EXCEPTION 'no plan records the disposal of image %', OLD.image_id
                USING ERRCODE = 'restrict_violation', HINT = 'Use lookalike.propose_disposal_record(), then lookalike.approve_quarantine().';
        END IF;
        IF NEW.state = 'transferred'
           AND NOT EXISTS (SELECT FROM lookalike_internal.transfer_receipt r WHERE r.plan_id = NEW.plan_id) THEN
            RAISE EXCEPTION 'there is no receipt for plan "%"', this_plan.name
                USING ERRCODE = 'restrict_violation', HINT = 'Use lookalike.record_receipt().';
        END IF;
        IF (NEW.state IN ('approved', 'moving', 'handing over') OR (OLD.state, NEW.state) = ('proposed', 'disposed'))
           AND this_plan.state <> 'approved' THEN
            RAISE EXCEPTION 'plan % is not approved', NEW.plan_id
                USING ERRCODE = 'restrict_violation',
                      DETAIL = format('The plan is %s, so image %s cannot be %s.', this_plan.state, NEW.image_id, NEW.state),
                      HINT = 'A second person has to approve the plan with lookalike.approve_quarantine().';
        END IF;
        NEW.changed_at := clock_timestamp();
    END IF;
    IF NEW.archival_pixel_digest <> OLD.archival_pixel_digest
       AND (OLD.state <> 'proposed' OR NEW.state NOT IN ('approved', 'handing over', 'disposed')) THEN
        RAISE EXCEPTION 'image % of plan % stays as it was approved', OLD.image_id, OLD.plan_id
            USING ERRCODE = 'restrict_violation', HINT = 'Withdraw the plan, and propose another.';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION lookalike_internal.before_quarantine_item_change() IS
    'Keeps items as they were proposed, and lets them change state in the allowed order only.';

-- Guards, enforced like a constraint of the table, then classes.
CREATE OR REPLACE FUNCTION lookalike_internal.after_quarantine_item_update() RETURNS trigger
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    plans integer[];
    this record;
BEGIN
    -- Guards. Only newly approved items are checked: an approved item is not guarded.
    SELECT array_agg(DISTINCT n.plan_id) INTO plans
    FROM new_row n JOIN old_row o ON o.plan_id = n.plan_id AND o.image_id = n.image_id
    WHERE o.state = 'proposed' AND n.state IN ('approved', 'handing over', 'disposed');
    IF plans IS NOT NULL THEN
        PERFORM lookalike_internal.take_guard_lock();
        PERFORM lookalike_internal.check_second_eyes(p.plan_id, p.name, p.approved_by)
        FROM lookalike_internal.quarantine_plan p WHERE p.plan_id = ANY (plans);
        SELECT q.image_id, q.path, p.name INTO this
        FROM lookalike_internal.quarantine_item q
        JOIN lookalike_internal.quarantine_plan p ON p.plan_id = q.plan_id
        LEFT JOIN lookalike_internal.derivation_source s ON s.image_id = q.image_id
        WHERE q.plan_id = ANY (plans) AND q.state = 'approved'
          AND q.archival_pixel_digest <> coalesce(s.source_pixel_digest, q.pixel_digest)
        ORDER BY q.image_id LIMIT 1;
        IF FOUND THEN
            RAISE EXCEPTION 'image % in plan "%" now has another source', this.image_id, this.name
                USING ERRCODE = 'restrict_violation', DETAIL = format('The item of "%s" names a source that is out of date.', this.path),
                      HINT = 'lookalike.approve_quarantine() looks the source up again.';
        END IF;
        -- Items approved before count too: the new approval must not guard them.
        SELECT p.image_id, p.obstacle, q.path, l.name INTO this
        FROM lookalike_internal.find_obstacles() p
        JOIN lookalike_internal.quarantine_item q ON q.plan_id = p.plan_id AND q.image_id = p.image_id
        JOIN lookalike_internal.quarantine_plan l ON l.plan_id = p.plan_id
        ORDER BY p.plan_id, p.image_id LIMIT 1;
        IF FOUND THEN
            RAISE EXCEPTION 'image % in plan "%" may not leave', this.image_id, this.name
                USING ERRCODE = 'restrict_violation', DETAIL = format('"%s": %s', this.path, this.obstacle),
                      HINT = 'SELECT guard, reason FROM lookalike_detail.guarded_image shows what keeps an image.';
        END IF;
    END IF;
    -- A transferred file stands in for no other any more.
    IF EXISTS (SELECT FROM new_row n JOIN old_row o ON o.plan_id = n.plan_id AND o.image_id = n.image_id
               WHERE n.state = 'transferred' AND o.state <> 'transferred') THEN
        PERFORM lookalike_internal.withhold_guarded();
    END IF;

    -- Classes. An image that is set aside keeps its decision, and its copies do not get it.
    INSERT INTO lookalike_internal.unclassified (image_id)
    SELECT i.image_id FROM lookalike_internal.image i
    WHERE i.pixel_digest IN (SELECT n.pixel_digest FROM new_row n
                             JOIN old_row o USING (plan_id, image_id) WHERE n.state <> o.state);
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION lookalike_internal.after_quarantine_item_update() IS
    'Refuses to approve an image that is guarded, or that the approver ever decided about. Queues the images of changed items to be classified.';

CREATE OR REPLACE TRIGGER quarantine_item_before_trigger BEFORE INSERT OR UPDATE OR DELETE ON lookalike_internal.quarantine_item
    FOR EACH ROW EXECUTE FUNCTION lookalike_internal.before_quarantine_item_change();
COMMENT ON TRIGGER quarantine_item_before_trigger ON lookalike_internal.quarantine_item IS 'Lets an item change state in the allowed order only.';

CREATE OR REPLACE TRIGGER quarantine_item_update_trigger AFTER UPDATE ON lookalike_internal.quarantine_item
    REFERENCING OLD TABLE AS old_row NEW TABLE AS new_row
    FOR EACH STATEMENT EXECUTE FUNCTION lookalike_internal.after_quarantine_item_update();
COMMENT ON TRIGGER quarantine_item_update_trigger ON lookalike_internal.quarantine_item IS 'Takes the steps after items change.';

CREATE OR REPLACE TRIGGER quarantine_item_truncate_trigger BEFORE TRUNCATE ON lookalike_internal.quarantine_item
    FOR EACH STATEMENT EXECUTE FUNCTION lookalike_internal.refuse_truncate();
COMMENT ON TRIGGER quarantine_item_truncate_trigger ON lookalike_internal.quarantine_item IS 'Refuses to empty the table.';
