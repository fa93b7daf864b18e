-- The loader moves files into quarantine and back, step by step:
--   open_plan -> for each item: begin_move, [the file], finish_move, or withhold_item -> close_plan
--   open_plan -> for each item: begin_restore, [the file], finish_restore, or note_obstacle -> close_plan
-- Between begin and finish the file is at its path, at its destination, or at both. No byte is ever lost. Before each step
-- on the disk the loader notes it with write_journal (journal.sql). Only the session that opened the plan may take these steps.
-- SECURITY DEFINER: a steward may take these steps, but may not write to the tables. Locks are taken in one order:
-- the image, then the guards, then the item, then the log.

CREATE OR REPLACE FUNCTION lookalike_internal.open_plan(plan_id integer) RETURNS void
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    this_plan lookalike_internal.quarantine_plan;
    this record;
BEGIN
    SELECT * INTO this_plan FROM lookalike_internal.quarantine_plan p WHERE p.plan_id = open_plan.plan_id;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'plan % does not exist', plan_id
            USING ERRCODE = 'undefined_object', HINT = 'lookalike quarantine list lists the plans.';
    END IF;
    IF this_plan.kind <> 'set aside' THEN
        RAISE EXCEPTION 'plan "%" moves no files', this_plan.name
            USING ERRCODE = 'object_not_in_prerequisite_state',
                  DETAIL = CASE this_plan.kind
                           WHEN 'transfer' THEN 'Its files stay where they are. Another keeper takes them over.'
                           ELSE 'It records a disposal that was done elsewhere.' END,
                  HINT = lookalike_internal.next_step(this_plan);
    END IF;
    IF this_plan.state NOT IN ('approved', 'applied') THEN
        RAISE EXCEPTION 'plan "%" is %', this_plan.name, this_plan.state
            USING ERRCODE = 'object_not_in_prerequisite_state',
                  DETAIL = 'Only approved files are moved, and only moved files are restored.',
                  HINT = lookalike_internal.next_step(this_plan);
    END IF;
    IF NOT lookalike_internal.take_stage_lock('quarantine', plan_id, patience => '0s') THEN
        RAISE EXCEPTION 'plan "%" is being applied or restored', this_plan.name
            USING ERRCODE = 'object_in_use', HINT = 'Wait until the other session has finished.';
    END IF;
    -- A scan could take a file that is being moved for a renamed or a missing file. An error gives all locks back.
    FOR this IN
        SELECT c.collection_id, c.name FROM lookalike_internal.collection c
        WHERE EXISTS (SELECT FROM lookalike_internal.quarantine_item q
                      WHERE q.plan_id = this_plan.plan_id AND q.collection_id = c.collection_id)
        ORDER BY c.collection_id
    LOOP
        IF NOT lookalike_internal.take_stage_lock('scan', this.collection_id, patience => '0s') THEN
            RAISE EXCEPTION 'collection "%" is being scanned', this.name
                USING ERRCODE = 'object_in_use', HINT = 'Wait until the scan has finished.';
        END IF;
    END LOOP;
END
$$;
COMMENT ON FUNCTION lookalike_internal.open_plan(integer) IS
    'Locks an approved plan, and its collections against scans, for this session. Then the files of the plan can be moved or restored. close_plan() releases the locks.';

CREATE OR REPLACE FUNCTION lookalike_internal.close_plan(plan_id integer) RETURNS text
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
BEGIN
    PERFORM lookalike_internal.settle_plan(plan_id);
    PERFORM lookalike_internal.release_stage_lock('scan', c.collection_id)
    FROM (SELECT DISTINCT q.collection_id FROM lookalike_internal.quarantine_item q
          JOIN lookalike_internal.collection o ON o.collection_id = q.collection_id
          WHERE q.plan_id = close_plan.plan_id) c;
    PERFORM lookalike_internal.release_stage_lock('quarantine', plan_id);
    RETURN (SELECT p.state FROM lookalike_internal.quarantine_plan p WHERE p.plan_id = close_plan.plan_id);
END
$$;
COMMENT ON FUNCTION lookalike_internal.close_plan(integer) IS
    'Releases the locks of open_plan(), and returns the state of the plan: applied or restored when no item is left to do.';

CREATE OR REPLACE FUNCTION lookalike_internal.lock_item(plan_id integer, image_id bigint) RETURNS lookalike_internal.quarantine_item
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    this lookalike_internal.quarantine_item;
BEGIN
    PERFORM FROM lookalike_internal.image i WHERE i.image_id = lock_item.image_id FOR NO KEY UPDATE;
    PERFORM lookalike_internal.lock_guards();
    SELECT * INTO this FROM lookalike_internal.quarantine_item q
    WHERE q.plan_id = lock_item.plan_id AND q.image_id = lock_item.image_id FOR UPDATE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'image % is not in plan %', image_id, plan_id
            USING ERRCODE = 'undefined_object',
                  HINT = 'SELECT plan_id, image_id, path FROM lookalike_detail.quarantine_manifest lists the images of plans.';
    END IF;
    -- Another session may be in the middle of moving this very file.
    IF NOT lookalike_internal.has_stage_lock('quarantine', plan_id) THEN
        RAISE EXCEPTION 'plan % is not opened by this session', plan_id
            USING ERRCODE = 'object_not_in_prerequisite_state',
                  DETAIL = 'Only the session that has the lock of a plan may take steps in its journal.',
                  HINT = format('SELECT lookalike_internal.open_plan(%s)', plan_id);
    END IF;
    RETURN this;
END
$$;
COMMENT ON FUNCTION lookalike_internal.lock_item(integer, bigint) IS
    'Locks the image, the guards and the item of a plan, and returns the item. Raises an error unless this session opened the plan.';

CREATE OR REPLACE FUNCTION lookalike_internal.refuse_step(this lookalike_internal.quarantine_item, step text) RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RAISE EXCEPTION 'image % of plan % is %, and cannot be %', this.image_id, this.plan_id, this.state, step
        USING ERRCODE = 'object_not_in_prerequisite_state', DETAIL = format('"%s"%s', this.path, ': ' || this.obstacle),
              HINT = format('lookalike quarantine show %s lists the files of the plan.', this.plan_id);
END
$$;
COMMENT ON FUNCTION lookalike_internal.refuse_step(lookalike_internal.quarantine_item, text) IS 'Raises an error: the state of an item does not allow a step.';

CREATE OR REPLACE FUNCTION lookalike_internal.record_step(
    action text, this lookalike_internal.quarantine_item, outcome text, obstacle text DEFAULT NULL
) RETURNS bigint
    LANGUAGE sql
    SET search_path = pg_catalog, pg_temp
RETURN lookalike_internal.record_event(
    action, session_user::text, 'image', (this).image_id::text,
    jsonb_strip_nulls(jsonb_build_object(
        'plan', (this).plan_id, 'path', (this).path, 'destination', (this).destination,
        'sha256', encode((this).sha256, 'hex'), 'obstacle', obstacle,
        'companions', (SELECT jsonb_agg(jsonb_build_object('path', c.path, 'sha256', encode(c.sha256, 'hex')) ORDER BY c.path)
                       FROM lookalike_internal.companion c
                       WHERE c.plan_id = (this).plan_id AND c.image_id = (this).image_id AND c.obstacle IS NULL))),
    outcome);
COMMENT ON FUNCTION lookalike_internal.record_step(text, lookalike_internal.quarantine_item, text, text) IS 'Logs a step of an item.';

CREATE OR REPLACE FUNCTION lookalike_internal.begin_move(plan_id integer, image_id bigint) RETURNS text
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    this lookalike_internal.quarantine_item := lookalike_internal.lock_item(plan_id, image_id);
    standing text;
BEGIN
    IF this.state = 'withheld' THEN
        RETURN this.obstacle;
    ELSIF this.state NOT IN ('approved', 'moving') THEN
        PERFORM lookalike_internal.refuse_step(this, 'moved');
    END IF;
    SELECT p.obstacle INTO standing FROM lookalike_internal.find_obstacles(plan_id, ARRAY[image_id]) p;
    IF FOUND THEN
        UPDATE lookalike_internal.quarantine_item q
        SET state = CASE q.state WHEN 'approved' THEN 'withheld' ELSE 'restoring' END, obstacle = standing
        WHERE q.plan_id = this.plan_id AND q.image_id = this.image_id;
        PERFORM lookalike_internal.record_step('withhold', this, 'success', standing);
        RETURN standing;
    END IF;
    IF this.state = 'approved' THEN
        UPDATE lookalike_internal.quarantine_item q SET state = 'moving', obstacle = NULL
        WHERE q.plan_id = this.plan_id AND q.image_id = this.image_id;
        PERFORM lookalike_internal.record_step('move', this, 'begun');
    END IF;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION lookalike_internal.begin_move(integer, bigint) IS
    'Begins to move a file. Returns null if the file may leave. If it has an obstacle at this moment, withholds it and returns the obstacle.';

CREATE OR REPLACE FUNCTION lookalike_internal.finish_move(plan_id integer, image_id bigint) RETURNS text
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    this lookalike_internal.quarantine_item := lookalike_internal.lock_item(plan_id, image_id);
BEGIN
    -- The image became guarded during the move.
    IF this.state = 'restoring' THEN
        RETURN this.state;
    ELSIF this.state <> 'moving' THEN
        PERFORM lookalike_internal.refuse_step(this, 'moved');
    END IF;
    UPDATE lookalike_internal.quarantine_item q SET state = 'moved', obstacle = NULL
    WHERE q.plan_id = this.plan_id AND q.image_id = this.image_id;
    UPDATE lookalike_internal.image i SET missing_since = clock_timestamp()
    WHERE i.image_id = this.image_id AND i.missing_since IS NULL AND i.pixel_digest = this.pixel_digest;
    PERFORM lookalike_internal.record_step('move', this, 'success');
    RETURN 'moved';
END
$$;
COMMENT ON FUNCTION lookalike_internal.finish_move(integer, bigint) IS
    'Records that a file has been moved, and that its image is missing from its path. Returns moved; or restoring, if the image became guarded during the move and the file has to go back.';

CREATE OR REPLACE FUNCTION lookalike_internal.withhold_item(plan_id integer, image_id bigint, obstacle text) RETURNS void
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    this lookalike_internal.quarantine_item := lookalike_internal.lock_item(plan_id, image_id);
    this_obstacle text := lookalike_internal.confirm_reason(obstacle);
BEGIN
    IF this.state NOT IN ('approved', 'moving') THEN
        PERFORM lookalike_internal.refuse_step(this, 'withheld');
    END IF;
    UPDATE lookalike_internal.quarantine_item q SET state = 'withheld', obstacle = this_obstacle
    WHERE q.plan_id = this.plan_id AND q.image_id = this.image_id;
    PERFORM lookalike_internal.record_step('withhold', this, 'success', this_obstacle);
END
$$;
COMMENT ON FUNCTION lookalike_internal.withhold_item(integer, bigint, text) IS
    'Records that a file stays at its path, and why. For a file that is being moved, the caller must know that the file is at its path.';

CREATE OR REPLACE FUNCTION lookalike_internal.begin_restore(plan_id integer, image_id bigint) RETURNS void
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    this lookalike_internal.quarantine_item := lookalike_internal.lock_item(plan_id, image_id);
BEGIN
    IF this.state = 'restoring' THEN
        RETURN;
    ELSIF this.state NOT IN ('moving', 'moved') THEN
        PERFORM lookalike_internal.refuse_step(this, 'restored');
    END IF;
    UPDATE lookalike_internal.quarantine_item q SET state = 'restoring'
    WHERE q.plan_id = this.plan_id AND q.image_id = this.image_id;
    PERFORM lookalike_internal.record_step('restore', this, 'begun');
END
$$;
COMMENT ON FUNCTION lookalike_internal.begin_restore(integer, bigint) IS 'Begins to bring a file back to its path.';

CREATE OR REPLACE FUNCTION lookalike_internal.finish_restore(plan_id integer, image_id bigint, remark text DEFAULT NULL) RETURNS void
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    this lookalike_internal.quarantine_item := lookalike_internal.lock_item(plan_id, image_id);
BEGIN
    IF this.state <> 'restoring' THEN
        PERFORM lookalike_internal.refuse_step(this, 'restored');
    END IF;
    UPDATE lookalike_internal.quarantine_item q SET state = 'restored', obstacle = coalesce(remark, q.obstacle)
    WHERE q.plan_id = this.plan_id AND q.image_id = this.image_id;
    -- A scan would find the image again.
    UPDATE lookalike_internal.image i SET missing_since = NULL
    WHERE i.image_id = this.image_id AND i.missing_since IS NOT NULL
      AND i.sha256 = this.sha256 AND i.path = this.path AND i.collection_id = this.collection_id;
    PERFORM lookalike_internal.record_step('restore', this, 'success', remark);
END
$$;
COMMENT ON FUNCTION lookalike_internal.finish_restore(integer, bigint, text) IS
    'Records that a file is back at its path, and that its image is present again. The remark says what could not be restored with it, such as its owner.';

CREATE OR REPLACE FUNCTION lookalike_internal.note_obstacle(plan_id integer, image_id bigint, obstacle text) RETURNS void
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    this lookalike_internal.quarantine_item := lookalike_internal.lock_item(plan_id, image_id);
    this_obstacle text := lookalike_internal.confirm_reason(obstacle);
BEGIN
    IF this.state NOT IN ('moving', 'moved', 'restoring') THEN
        PERFORM lookalike_internal.refuse_step(this, 'in trouble');
    END IF;
    UPDATE lookalike_internal.quarantine_item q SET obstacle = this_obstacle
    WHERE q.plan_id = this.plan_id AND q.image_id = this.image_id;
    PERFORM lookalike_internal.record_step(CASE this.state WHEN 'moving' THEN 'move' ELSE 'restore' END, this, 'failure', this_obstacle);
END
$$;
COMMENT ON FUNCTION lookalike_internal.note_obstacle(integer, bigint, text) IS
    'Records the obstacle that kept a file from being moved or brought back. The state of the item stays, and the next attempt continues from it.';

CREATE OR REPLACE FUNCTION lookalike_internal.find_archival_copies(plan_id integer, image_id bigint)
    RETURNS TABLE (copy_image_id bigint, collection text, root text, path text, sha256 bytea, byte_size bigint)
    LANGUAGE sql STABLE
    SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT i.image_id, c.name, c.root, i.path, i.sha256, i.byte_size
    FROM lookalike_internal.quarantine_item q
    JOIN lookalike_internal.staying_image t
      ON t.pixel_digest = q.pixel_digest
         OR t.pixel_digest = q.archival_pixel_digest
            AND EXISTS (SELECT FROM lookalike_internal.backed_image b WHERE b.image_id = q.image_id)
    JOIN lookalike_internal.image i ON i.image_id = t.image_id
    JOIN lookalike_internal.collection c ON c.collection_id = i.collection_id
    WHERE q.plan_id = find_archival_copies.plan_id AND q.image_id = find_archival_copies.image_id
      AND t.image_id <> q.image_id
    ORDER BY i.sha256 = q.sha256 DESC, t.pixel_digest = q.pixel_digest DESC, c.collection_id, i.path;
END;
COMMENT ON FUNCTION lookalike_internal.find_archival_copies(integer, bigint) IS
    'The files that stay in place of an item of a plan. At least one of them has to be present and whole when the item is moved.';

REVOKE EXECUTE ON FUNCTION
    lookalike_internal.open_plan(integer), lookalike_internal.close_plan(integer), lookalike_internal.begin_move(integer, bigint),
    lookalike_internal.finish_move(integer, bigint), lookalike_internal.withhold_item(integer, bigint, text),
    lookalike_internal.begin_restore(integer, bigint), lookalike_internal.finish_restore(integer, bigint, text),
    lookalike_internal.note_obstacle(integer, bigint, text) FROM PUBLIC;
