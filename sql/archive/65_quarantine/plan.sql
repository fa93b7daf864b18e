CREATE OR REPLACE FUNCTION lookalike_internal.check_destination(destination text) RETURNS text
    LANGUAGE plpgsql STABLE
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    wanted text := rtrim(coalesce(destination, ''), '/');
    other lookalike_internal.collection;
BEGIN
    IF wanted !~ '^/' OR wanted || '/' ~ '//|/\.\.?/' THEN
        RAISE EXCEPTION 'invalid destination: "%"', destination
            USING ERRCODE = 'invalid_parameter_value', HINT = 'Give the absolute path of a folder, without . and .. in it.';
    END IF;
    SELECT * INTO other FROM lookalike_internal.collection c
    WHERE lookalike_internal.overlaps(c.root, wanted) ORDER BY c.collection_id LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'destination "%" overlaps collection "%"', wanted, other.name
            USING ERRCODE = 'invalid_parameter_value',
                  DETAIL = format('That collection is the folder "%s". A scan would take files in quarantine for copies that stay.', other.root),
                  HINT = 'Name a folder that lies in no collection and contains no collection, best on the same disk.';
    END IF;
    RETURN wanted;
END
$$;
COMMENT ON FUNCTION lookalike_internal.check_destination(text) IS
    'Returns the folder that a quarantine moves files to. Raises an error if it is not an absolute path, or overlaps a collection.';

CREATE OR REPLACE FUNCTION lookalike_internal.compose_destination(destination text, plan_id integer, image_id bigint, path text) RETURNS text
    LANGUAGE sql STABLE
    SET search_path = pg_catalog, pg_temp
RETURN format('%s/lookalike-%s/plan-%s/%s/%s', destination,
              (SELECT left(n.archive_id::text, 8) FROM lookalike_internal.installation n), plan_id, image_id,
              regexp_replace(path, '^.*/', ''));
COMMENT ON FUNCTION lookalike_internal.compose_destination(text, integer, bigint, text) IS
    'The absolute path to which a file goes: its name, in a folder of its image, plan and archive. So no two files meet, not even on a disk that takes upper and lower case for the same, or where archives share a folder.';

CREATE OR REPLACE FUNCTION lookalike_internal.lock_plan(plan_id integer) RETURNS lookalike_internal.quarantine_plan
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    this lookalike_internal.quarantine_plan;
BEGIN
    SELECT * INTO this FROM lookalike_internal.quarantine_plan p WHERE p.plan_id = lock_plan.plan_id FOR UPDATE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'plan % does not exist', plan_id
            USING ERRCODE = 'undefined_object', HINT = 'SELECT plan_id, name FROM lookalike_internal.quarantine_plan lists them.';
    END IF;
    RETURN this;
END
$$;
COMMENT ON FUNCTION lookalike_internal.lock_plan(integer) IS 'Locks a plan, and returns it. Raises an error if it does not exist.';

-- SECURITY DEFINER: reviewers have no right to write to the tables
-- (docs/decisions/0022-governance-runs-as-owner.md).
CREATE OR REPLACE FUNCTION lookalike.propose_quarantine(
    name text, destination text, by text, reason text, image_ids bigint[] DEFAULT NULL
) RETURNS integer
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    this_person text := lookalike_internal.confirm_person(by);
    this_reason text := lookalike_internal.confirm_reason(reason);
    this_name text := regexp_replace(coalesce(name, ''), '^\s+|\s+$', '', 'g');
    this_destination text;
    this_plan integer;
    chosen bigint[] := image_ids;
    bad record;
    left_out bigint := 0;
    total record;
BEGIN
    IF this_name = '' THEN
        RAISE EXCEPTION 'no name is given' USING ERRCODE = 'invalid_parameter_value', HINT = 'Give the plan a name.';
    END IF;
    PERFORM lookalike_internal.lock_guards();
    this_destination := lookalike_internal.check_destination(destination);
    IF EXISTS (SELECT FROM lookalike_internal.quarantine_plan p WHERE p.name = this_name) THEN
        RAISE EXCEPTION 'plan "%" exists already', this_name
            USING ERRCODE = 'duplicate_object', HINT = 'SELECT name, state FROM lookalike_internal.quarantine_plan lists them.';
    END IF;

    IF chosen IS NULL THEN
        SELECT array_agg(c.image_id) INTO chosen
        FROM (SELECT k.image_id FROM lookalike_internal.retention_class k WHERE k.disposition = 'quarantine'
              UNION
              SELECT d.image_id FROM lookalike.image_decision d WHERE d.decision = 'quarantine') c
        JOIN lookalike_internal.present_image i ON i.image_id = c.image_id
        WHERE NOT EXISTS (SELECT FROM lookalike_internal.leaving_image l WHERE l.image_id = c.image_id);
        WITH guarded AS (
            SELECT DISTINCT g.image_id FROM lookalike.find_guards(chosen) g
        )
        SELECT array_agg(c.image_id), (SELECT count(*) FROM guarded) INTO chosen, left_out
        FROM unnest(chosen) AS c (image_id)
        WHERE NOT EXISTS (SELECT FROM guarded g WHERE g.image_id = c.image_id);
        IF chosen IS NULL THEN
            RAISE EXCEPTION 'there is nothing to quarantine'
                USING ERRCODE = 'no_data_found',
                      DETAIL = CASE WHEN left_out = 0 THEN 'No rule and no reviewer proposes an image, or all these images are in a plan already.'
                                    ELSE format('All %s images that rules or reviewers propose are guarded.', left_out) END,
                      HINT = 'SELECT path, guard, reason FROM lookalike.guarded_image shows what keeps an image.';
        END IF;
        IF left_out > 0 THEN
            RAISE NOTICE 'left out % that % guarded', CASE left_out WHEN 1 THEN '1 image' ELSE format('%s images', left_out) END,
                CASE left_out WHEN 1 THEN 'is' ELSE 'are' END
                USING HINT = 'SELECT path, guard, reason FROM lookalike.guarded_image shows why.';
        END IF;
    ELSE
        SELECT array_agg(DISTINCT c.image_id) INTO chosen FROM unnest(chosen) AS c (image_id);
        IF chosen IS NULL THEN
            RAISE EXCEPTION 'no image is named' USING ERRCODE = 'invalid_parameter_value';
        END IF;
        SELECT c.image_id, count(*) OVER () AS images INTO bad
        FROM unnest(chosen) AS c (image_id)
        WHERE NOT EXISTS (SELECT FROM lookalike_internal.present_image i WHERE i.image_id = c.image_id)
        ORDER BY c.image_id LIMIT 1;
        IF FOUND THEN
            RAISE EXCEPTION 'image % does not exist, or its file is missing', coalesce(bad.image_id::text, 'null')
                USING ERRCODE = 'undefined_object',
                      DETAIL = format('This is true of %s of the named images.', bad.images),
                      HINT = 'SELECT image_id, path FROM lookalike.image WHERE missing_since IS NULL lists the present images.';
        END IF;
        SELECT l.image_id, p.name INTO bad
        FROM lookalike_internal.leaving_image l JOIN lookalike_internal.quarantine_plan p ON p.plan_id = l.plan_id
        WHERE l.image_id = ANY (chosen) ORDER BY l.image_id LIMIT 1;
        IF FOUND THEN
            RAISE EXCEPTION 'image % is in plan "%" already', bad.image_id, bad.name
                USING ERRCODE = 'object_in_use';
        END IF;
        SELECT i.image_id, i.path, g.guard, g.reason, count(*) OVER () AS guards INTO bad
        FROM lookalike.find_guards(chosen) g JOIN lookalike_internal.image i ON i.image_id = g.image_id
        ORDER BY g.image_id, g.guard LIMIT 1;
        IF FOUND THEN
            RAISE EXCEPTION 'image % may not leave', bad.image_id
                USING ERRCODE = 'restrict_violation',
                      DETAIL = format('"%s": %s: %s%s', bad.path, bad.guard, bad.reason,
                                      CASE WHEN bad.guards > 1 THEN format(' (%s guards in all)', bad.guards) ELSE '' END),
                      HINT = 'Leave this image out. Guards count all named images as gone: one of the last two copies has to stay.';
        END IF;
    END IF;

    INSERT INTO lookalike_internal.quarantine_plan (name, destination, proposed_by, reason)
    VALUES (this_name, this_destination, this_person, this_reason)
    RETURNING plan_id INTO this_plan;
    INSERT INTO lookalike_internal.quarantine_item (
        plan_id, image_id, collection_id, path, byte_size, sha256, pixel_digest, archival_pixel_digest, destination)
    SELECT this_plan, i.image_id, i.collection_id, i.path, i.byte_size, i.sha256, i.pixel_digest,
           coalesce(s.source_pixel_digest, i.pixel_digest),
           lookalike_internal.compose_destination(this_destination, this_plan, i.image_id, i.path)
    FROM unnest(chosen) AS c (image_id)
    JOIN lookalike_internal.image i ON i.image_id = c.image_id
    LEFT JOIN lookalike_internal.derivation_source s ON s.image_id = i.image_id
    ORDER BY i.image_id;
    SELECT count(*) AS images, sum(q.byte_size) AS bytes INTO total
    FROM lookalike_internal.quarantine_item q WHERE q.plan_id = this_plan;
    PERFORM lookalike_internal.analyze_if_grown('lookalike_internal.quarantine_item');
    PERFORM lookalike_internal.record_event(
        'propose quarantine', this_person, 'plan', this_plan::text,
        jsonb_build_object('name', this_name, 'destination', this_destination, 'reason', this_reason,
                           'images', total.images, 'bytes', total.bytes, 'left_out', left_out));
    RETURN this_plan;
END
$$;
COMMENT ON FUNCTION lookalike.propose_quarantine(text, text, text, text, bigint[]) IS
    'Proposes to move files into a folder, and returns the number of the plan. The plan has the named images; without names, all images whose disposition or decision is quarantine. A guarded image is refused if it is named, else left out.';

CREATE OR REPLACE FUNCTION lookalike.approve_quarantine(
    plan_id integer, by text, skip_guarded boolean DEFAULT false
) RETURNS bigint
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    this_person text := lookalike_internal.confirm_person(by);
    this_plan lookalike_internal.quarantine_plan;
    obstacles bigint;
    listed text;
    withheld jsonb;
    approved bigint;
BEGIN
    PERFORM lookalike_internal.lock_guards();
    this_plan := lookalike_internal.lock_plan(plan_id);
    IF this_plan.state <> 'proposed' THEN
        RAISE EXCEPTION 'plan "%" is %', this_plan.name, this_plan.state
            USING ERRCODE = 'object_not_in_prerequisite_state', DETAIL = 'Only a plan that is proposed can be approved.';
    END IF;
    IF lookalike_internal.is_same_person(this_person, this_plan.proposed_by) THEN
        RAISE EXCEPTION 'another reviewer has to approve plan "%"', this_plan.name
            USING ERRCODE = 'restrict_violation', DETAIL = format('%s proposed it.', this_plan.proposed_by),
                  HINT = 'Four eyes: a person who proposed the plan, or ever decided about one of its images, may not approve it.';
    END IF;
    PERFORM lookalike_internal.check_second_eyes(this_plan.plan_id, this_plan.name, this_person);

    SELECT count(*), jsonb_agg(jsonb_build_object('image_id', p.image_id, 'path', q.path, 'obstacle', p.obstacle)
                               ORDER BY p.image_id)
    INTO obstacles, withheld
    FROM lookalike_internal.find_obstacles(this_plan.plan_id) p
    JOIN lookalike_internal.quarantine_item q ON q.plan_id = p.plan_id AND q.image_id = p.image_id;
    IF obstacles > 0 AND NOT skip_guarded THEN
        SELECT string_agg(format('"%s": %s', w.item->>'path', w.item->>'obstacle'), '; ' ORDER BY w.place) INTO listed
        FROM jsonb_array_elements(withheld) WITH ORDINALITY AS w (item, place)
        WHERE w.place <= 10;
        RAISE EXCEPTION '% of the images in plan "%" may not leave', obstacles, this_plan.name
            USING ERRCODE = 'restrict_violation',
                  DETAIL = listed || CASE WHEN obstacles > 10 THEN '; ...' ELSE '' END,
                  HINT = 'Approve the others alone with skip_guarded => true, or withdraw the plan.';
    END IF;
    UPDATE lookalike_internal.quarantine_item q SET state = 'withheld', obstacle = w.item->>'obstacle'
    FROM jsonb_array_elements(withheld) AS w (item)
    WHERE q.plan_id = this_plan.plan_id AND q.image_id = (w.item->>'image_id')::bigint;
    IF NOT EXISTS (SELECT FROM lookalike_internal.quarantine_item q
                   WHERE q.plan_id = this_plan.plan_id AND q.state = 'proposed') THEN
        RAISE EXCEPTION 'no image in plan "%" may leave', this_plan.name
            USING ERRCODE = 'restrict_violation',
                  DETAIL = 'All images are guarded, have changed, or are in another plan.', HINT = 'Withdraw the plan.';
    END IF;
    UPDATE lookalike_internal.quarantine_plan p
    SET state = 'approved', approved_by = this_person, approved_at = clock_timestamp()
    WHERE p.plan_id = this_plan.plan_id;
    UPDATE lookalike_internal.quarantine_item q
    SET state = 'approved', archival_pixel_digest = coalesce(s.source_pixel_digest, i.pixel_digest)
    FROM lookalike_internal.image i
    LEFT JOIN lookalike_internal.derivation_source s ON s.image_id = i.image_id
    WHERE q.plan_id = this_plan.plan_id AND q.state = 'proposed' AND i.image_id = q.image_id;
    GET DIAGNOSTICS approved = ROW_COUNT;
    PERFORM lookalike_internal.record_event(
        'approve quarantine', this_person, 'plan', this_plan.plan_id::text,
        jsonb_build_object('name', this_plan.name, 'proposed_by', this_plan.proposed_by, 'images', approved,
                           'withheld', coalesce(withheld, '[]')));
    RETURN approved;
END
$$;
COMMENT ON FUNCTION lookalike.approve_quarantine(integer, text, boolean) IS
    'Approves a plan that another person proposed, and returns how many images it approved. Guards count all images of the plan as gone. Refuses the plan if an image is guarded; with skip_guarded, withholds guarded images and approves the others.';

CREATE OR REPLACE FUNCTION lookalike.withdraw_quarantine(plan_id integer, by text, reason text) RETURNS void
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    this_person text := lookalike_internal.confirm_person(by);
    this_reason text := lookalike_internal.confirm_reason(reason);
    this_plan lookalike_internal.quarantine_plan;
BEGIN
    PERFORM lookalike_internal.lock_guards();
    this_plan := lookalike_internal.lock_plan(plan_id);
    IF EXISTS (SELECT FROM lookalike_internal.quarantine_item q
               WHERE q.plan_id = this_plan.plan_id AND q.state IN ('moving', 'moved', 'restoring')) THEN
        RAISE EXCEPTION 'plan "%" has files in quarantine', this_plan.name
            USING ERRCODE = 'object_not_in_prerequisite_state',
                  HINT = format('Bring them back: lookalike quarantine restore %s', this_plan.plan_id);
    END IF;
    IF this_plan.state NOT IN ('proposed', 'approved') THEN
        RAISE EXCEPTION 'plan "%" is %', this_plan.name, this_plan.state
            USING ERRCODE = 'object_not_in_prerequisite_state', DETAIL = 'Only a proposed or approved plan can be withdrawn.';
    END IF;
    UPDATE lookalike_internal.quarantine_item q
    SET state = 'withheld', obstacle = format('%s withdrew the plan: %s', this_person, this_reason)
    WHERE q.plan_id = this_plan.plan_id AND q.state IN ('proposed', 'approved');
    UPDATE lookalike_internal.quarantine_plan p SET state = 'withdrawn' WHERE p.plan_id = this_plan.plan_id;
    PERFORM lookalike_internal.record_event('withdraw quarantine', this_person, 'plan', this_plan.plan_id::text,
                                   jsonb_build_object('name', this_plan.name, 'reason', this_reason));
END
$$;
COMMENT ON FUNCTION lookalike.withdraw_quarantine(integer, text, text) IS
    'Withdraws a plan that has no file in quarantine. None of its files will be moved.';
