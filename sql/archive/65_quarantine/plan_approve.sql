CREATE OR REPLACE FUNCTION lookalike_internal.check_plan_seen(this lookalike_internal.quarantine_plan) RETURNS void
    LANGUAGE plpgsql STABLE
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF NOT lookalike_internal.sees_restricted()
       AND EXISTS (SELECT FROM lookalike_internal.quarantine_item q JOIN lookalike_internal.hidden_image h ON h.image_id = q.image_id
                   WHERE q.plan_id = this.plan_id) THEN
        RAISE EXCEPTION 'role "%" may not see all images of plan "%"', session_user, this.name
            USING ERRCODE = 'insufficient_privilege', DETAIL = 'Some of them are restricted.',
                  HINT = format('Let a member of %I or %I do it.', lookalike_internal.role_name('restricted'), lookalike_internal.role_name('steward'));
    END IF;
END
$$;
COMMENT ON FUNCTION lookalike_internal.check_plan_seen(lookalike_internal.quarantine_plan) IS
    'Raises an error if a plan has an image that is hidden from the role that reads.';

-- With the rights of the reader, so that it says no more than the reader may see.
CREATE OR REPLACE FUNCTION lookalike.plan_obstacles(plan_id integer)
    RETURNS TABLE (image_id bigint, collection text, path text, obstacle text)
    LANGUAGE sql STABLE ROWS 100
    SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT o.image_id, c.name, q.path, o.obstacle
    FROM lookalike_internal.quarantine_plan p
    CROSS JOIN LATERAL lookalike_internal.find_plan_obstacles(p) o
    JOIN lookalike_internal.quarantine_item q ON q.plan_id = p.plan_id AND q.image_id = o.image_id
    LEFT JOIN lookalike_internal.collection c ON c.collection_id = q.collection_id
    WHERE p.plan_id = plan_obstacles.plan_id
    ORDER BY c.name, q.path;
END;
COMMENT ON FUNCTION lookalike.plan_obstacles(integer) IS
    'The images of a plan that may not leave now, and why: guards, files that have changed or are gone, other plans. Guards count all images of the plan as gone, as at its approval. No row where nothing is in the way.';

-- SECURITY DEFINER: reviewers have no right to write to the tables
-- (docs/decisions/0022-governance-runs-as-owner.md).
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
            USING ERRCODE = 'object_not_in_prerequisite_state', DETAIL = 'Only a plan that is proposed can be approved.',
                  HINT = lookalike_internal.next_step(this_plan);
    END IF;
    IF lookalike_internal.is_same_person(this_person, this_plan.proposed_by) THEN
        RAISE EXCEPTION 'another reviewer has to approve plan "%"', this_plan.name
            USING ERRCODE = 'restrict_violation', DETAIL = format('%s proposed it.', this_plan.proposed_by),
                  HINT = 'Four eyes: a person who proposed the plan, or ever decided about one of its images, may not approve it.';
    END IF;
    PERFORM lookalike_internal.check_second_eyes(this_plan.plan_id, this_plan.name, this_person);
    PERFORM lookalike_internal.check_plan_seen(this_plan);

    SELECT count(*), jsonb_agg(jsonb_build_object('image_id', p.image_id, 'path', q.path, 'obstacle', p.obstacle)
                               ORDER BY p.image_id)
    INTO obstacles, withheld
    FROM lookalike_internal.find_plan_obstacles(this_plan) p
    JOIN lookalike_internal.quarantine_item q ON q.plan_id = p.plan_id AND q.image_id = p.image_id;
    IF obstacles > 0 AND NOT skip_guarded THEN
        SELECT string_agg(format('"%s"%s', w.item->>'path',
                                 CASE WHEN lookalike_internal.shows_all() THEN ': ' || (w.item->>'obstacle') ELSE '' END),
                          '; ' ORDER BY w.place) INTO listed
        FROM jsonb_array_elements(withheld) WITH ORDINALITY AS w (item, place)
        WHERE w.place <= 10;
        RAISE EXCEPTION '% of the images in plan "%" may not %', obstacles, this_plan.name,
            CASE this_plan.kind WHEN 'record disposal' THEN 'be recorded as disposed' ELSE 'leave' END
            USING ERRCODE = 'restrict_violation',
                  DETAIL = listed || CASE WHEN obstacles > 10 THEN '; ...' ELSE '' END,
                  HINT = format('Approve the others alone: lookalike quarantine approve %s --skip-guarded (in SQL: skip_guarded => true). Or withdraw the plan.', this_plan.plan_id);
    END IF;
    UPDATE lookalike_internal.quarantine_item q SET state = 'withheld', obstacle = w.item->>'obstacle'
    FROM jsonb_array_elements(withheld) AS w (item)
    WHERE q.plan_id = this_plan.plan_id AND q.image_id = (w.item->>'image_id')::bigint;
    IF NOT EXISTS (SELECT FROM lookalike_internal.quarantine_item q
                   WHERE q.plan_id = this_plan.plan_id AND q.state = 'proposed') THEN
        RAISE EXCEPTION 'no image in plan "%" may %', this_plan.name,
            CASE this_plan.kind WHEN 'record disposal' THEN 'be recorded as disposed' ELSE 'leave' END
            USING ERRCODE = 'restrict_violation',
                  DETAIL = 'All images are guarded, have changed, or are in another plan.', HINT = 'Withdraw the plan.';
    END IF;
    UPDATE lookalike_internal.quarantine_plan p
    SET state = 'approved', approved_by = this_person, approved_at = clock_timestamp()
    WHERE p.plan_id = this_plan.plan_id;
    UPDATE lookalike_internal.quarantine_item q
    SET state = CASE this_plan.kind WHEN 'set aside' THEN 'approved' WHEN 'transfer' THEN 'handing over' ELSE 'disposed' END,
        archival_pixel_digest = coalesce(s.source_pixel_digest, i.pixel_digest),
        obstacle = CASE WHEN this_plan.kind = 'record disposal' THEN lookalike_internal.describe_holds(q.image_id) END
    FROM lookalike_internal.image i
    LEFT JOIN lookalike_internal.derivation_source s ON s.image_id = i.image_id
    WHERE q.plan_id = this_plan.plan_id AND q.state = 'proposed' AND i.image_id = q.image_id;
    GET DIAGNOSTICS approved = ROW_COUNT;
    IF this_plan.kind = 'record disposal' THEN
        PERFORM lookalike_internal.finish_disposal(this_plan.plan_id);
    END IF;
    PERFORM lookalike_internal.record_event(
        CASE this_plan.kind WHEN 'set aside' THEN 'approve quarantine' WHEN 'transfer' THEN 'approve transfer'
                            ELSE 'record disposal' END,
        this_person, 'plan', this_plan.plan_id::text,
        jsonb_build_object('name', this_plan.name, 'proposed_by', this_plan.proposed_by, 'images', approved,
                           'withheld', coalesce(withheld, '[]'))
        || CASE WHEN this_plan.kind = 'record disposal' THEN lookalike_internal.describe_disposal(this_plan.plan_id) ELSE '{}' END);
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
    PERFORM lookalike_internal.check_plan_seen(this_plan);
    IF EXISTS (SELECT FROM lookalike_internal.quarantine_item q
               WHERE q.plan_id = this_plan.plan_id AND q.state IN ('moving', 'moved', 'restoring')) THEN
        RAISE EXCEPTION 'plan "%" has files in quarantine', this_plan.name
            USING ERRCODE = 'object_not_in_prerequisite_state',
                  HINT = format('Bring them back: lookalike quarantine restore %s', this_plan.plan_id);
    END IF;
    IF this_plan.state NOT IN ('proposed', 'approved') THEN
        RAISE EXCEPTION 'plan "%" is %', this_plan.name, this_plan.state
            USING ERRCODE = 'object_not_in_prerequisite_state', DETAIL = 'Only a proposed or approved plan can be withdrawn.',
                  HINT = lookalike_internal.next_step(this_plan);
    END IF;
    UPDATE lookalike_internal.quarantine_item q
    SET state = 'withheld', obstacle = format('%s withdrew the plan: %s', this_person, this_reason)
    WHERE q.plan_id = this_plan.plan_id AND q.state IN ('proposed', 'approved', 'handing over');
    UPDATE lookalike_internal.quarantine_plan p SET state = 'withdrawn' WHERE p.plan_id = this_plan.plan_id;
    PERFORM lookalike_internal.record_event('withdraw quarantine', this_person, 'plan', this_plan.plan_id::text,
                                   jsonb_build_object('name', this_plan.name, 'reason', this_reason));
END
$$;
COMMENT ON FUNCTION lookalike.withdraw_quarantine(integer, text, text) IS
    'Withdraws a plan that has no file in quarantine. None of its files will be moved.';
