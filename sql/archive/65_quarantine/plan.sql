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
            USING ERRCODE = 'undefined_object', HINT = 'lookalike quarantine list lists the plans.';
    END IF;
    RETURN this;
END
$$;
COMMENT ON FUNCTION lookalike_internal.lock_plan(integer) IS 'Locks a plan, and returns it. Raises an error if it does not exist.';

CREATE OR REPLACE FUNCTION lookalike_internal.next_step(this lookalike_internal.quarantine_plan) RETURNS text
    LANGUAGE sql STABLE
    SET search_path = pg_catalog, pg_temp
RETURN format(CASE
    WHEN (this).state = 'proposed' THEN 'Another person can approve it: lookalike quarantine approve %s --by NAME'
    WHEN (this).state IN ('withdrawn', 'restored') THEN 'It is at its end. Propose a new plan: lookalike quarantine propose'
    WHEN (this).kind = 'record disposal' THEN 'The disposal is on record: lookalike quarantine show %s'
    WHEN (this).kind = 'transfer' AND (this).state = 'approved' THEN 'When the receiver has the files: lookalike quarantine receipt %s'
    WHEN (this).kind = 'transfer' THEN 'The transfer is complete: lookalike quarantine show %s'
    WHEN (this).state = 'approved' THEN 'To move the files: lookalike quarantine apply %s'
    -- Each of its files became guarded, or was disposed of.
    WHEN NOT EXISTS (SELECT FROM lookalike_internal.quarantine_item q
                     WHERE q.plan_id = (this).plan_id AND q.state IN ('moving', 'moved', 'restoring'))
        THEN 'It has no files in quarantine. To see why: lookalike quarantine show %s'
    ELSE 'Its files are moved. To put them back: lookalike quarantine restore %s' END, (this).plan_id);
COMMENT ON FUNCTION lookalike_internal.next_step(lookalike_internal.quarantine_plan) IS 'The command that a plan in this state waits for, in words.';

CREATE OR REPLACE FUNCTION lookalike_internal.confirm_plan_name(name text) RETURNS text
    LANGUAGE plpgsql STABLE
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    this_name text := regexp_replace(coalesce(name, ''), '^\s+|\s+$', '', 'g');
BEGIN
    IF this_name = '' THEN
        RAISE EXCEPTION 'no name is given' USING ERRCODE = 'invalid_parameter_value', HINT = 'Give the plan a name.';
    END IF;
    IF EXISTS (SELECT FROM lookalike_internal.quarantine_plan p WHERE p.name = this_name) THEN
        RAISE EXCEPTION 'plan "%" exists already', this_name
            USING ERRCODE = 'duplicate_object', HINT = 'SELECT plan, state FROM lookalike_detail.quarantine_plan lists them.';
    END IF;
    RETURN this_name;
END
$$;
COMMENT ON FUNCTION lookalike_internal.confirm_plan_name(text) IS
    'Returns the name of a new plan without blanks at its ends. Raises an error if it is empty, or another plan has it.';

CREATE OR REPLACE FUNCTION lookalike_internal.confirm_images(image_ids bigint[], are_present boolean) RETURNS bigint[]
    LANGUAGE plpgsql STABLE
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    chosen bigint[];
    bad record;
BEGIN
    SELECT array_agg(DISTINCT c.image_id) INTO chosen FROM unnest(image_ids) AS c (image_id);
    IF chosen IS NULL THEN
        RAISE EXCEPTION 'no image is named'
            USING ERRCODE = 'invalid_parameter_value', HINT = 'Give the numbers of images, as view image has them.';
    END IF;
    PERFORM lookalike_internal.check_seen(chosen);
    SELECT c.image_id, count(*) OVER () AS images INTO bad
    FROM unnest(chosen) AS c (image_id)
    LEFT JOIN lookalike_internal.image i ON i.image_id = c.image_id
    WHERE i.image_id IS NULL OR are_present AND i.missing_since IS NOT NULL
    ORDER BY c.image_id LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'image % does not exist%', coalesce(bad.image_id::text, 'null'),
            CASE WHEN are_present THEN ', or its file is missing' ELSE '' END
            USING ERRCODE = 'undefined_object',
                  DETAIL = format('This is true of %s of the named images.', bad.images),
                  HINT = CASE WHEN are_present
                              THEN 'SELECT image_id, path FROM lookalike_detail.image WHERE missing_since IS NULL lists the present images.'
                              ELSE 'SELECT image_id, path FROM lookalike_detail.image lists the images.' END;
    END IF;
    RETURN chosen;
END
$$;
COMMENT ON FUNCTION lookalike_internal.confirm_images(bigint[], boolean) IS
    'Returns the named images, each once. Raises an error if no image is named, one does not exist, or, where they have to be present, one is missing.';

CREATE OR REPLACE FUNCTION lookalike_internal.refuse_leaving(images bigint[]) RETURNS void
    LANGUAGE plpgsql STABLE
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    bad record;
BEGIN
    SELECT l.image_id, i.path, p.plan_id, p.name INTO bad
    FROM lookalike_internal.busy_image l
    JOIN lookalike_internal.quarantine_plan p ON p.plan_id = l.plan_id
    JOIN lookalike_internal.image i ON i.image_id = l.image_id
    WHERE l.image_id = ANY (images) ORDER BY l.image_id LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'image "%" is in plan "%" already', bad.path, bad.name
            USING ERRCODE = 'object_in_use',
                  DETAIL = format('It is image %s, in plan %s.', bad.image_id, bad.plan_id),
                  HINT = format('Leave the image out. lookalike quarantine show %s lists the files of that plan.', bad.plan_id);
    END IF;
END
$$;
COMMENT ON FUNCTION lookalike_internal.refuse_leaving(bigint[]) IS
    'Raises an error if another plan has one of the images: it is on its way out, in quarantine, or about to be handed over.';

CREATE OR REPLACE FUNCTION lookalike_internal.add_plan(
    name text, kind text, destination text, person text, reason text, images bigint[]
) RETURNS integer
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    this_plan integer;
BEGIN
    INSERT INTO lookalike_internal.quarantine_plan (name, kind, destination, proposed_by, reason)
    VALUES (name, kind, destination, person, reason)
    RETURNING plan_id INTO this_plan;
    INSERT INTO lookalike_internal.quarantine_item (
        plan_id, image_id, collection_id, path, byte_size, sha256, pixel_digest, archival_pixel_digest, destination)
    SELECT this_plan, i.image_id, i.collection_id, i.path, i.byte_size, i.sha256, i.pixel_digest,
           coalesce(s.source_pixel_digest, i.pixel_digest),
           CASE WHEN destination IS NOT NULL
                THEN lookalike_internal.compose_destination(destination, this_plan, i.image_id, i.path) END
    FROM unnest(images) AS c (image_id)
    JOIN lookalike_internal.image i ON i.image_id = c.image_id
    LEFT JOIN lookalike_internal.derivation_source s ON s.image_id = i.image_id
    ORDER BY i.image_id;
    PERFORM lookalike_internal.analyze_if_grown('lookalike_internal.quarantine_item');
    RETURN this_plan;
END
$$;
COMMENT ON FUNCTION lookalike_internal.add_plan(text, text, text, text, text, bigint[]) IS
    'Adds a proposed plan of a kind with these images, and returns its number.';

CREATE OR REPLACE FUNCTION lookalike_internal.record_proposal(
    action text, person text, plan_id integer, more jsonb DEFAULT '{}'
) RETURNS bigint
    LANGUAGE sql
    SET search_path = pg_catalog, pg_temp
RETURN (
    SELECT lookalike_internal.record_event(
        action, person, 'plan', p.plan_id::text,
        jsonb_strip_nulls(jsonb_build_object(
            'name', p.name, 'destination', p.destination, 'reason', p.reason, 'images', t.images, 'bytes', t.bytes)) || more)
    FROM lookalike_internal.quarantine_plan p
    CROSS JOIN LATERAL (SELECT count(*) AS images, sum(q.byte_size) AS bytes
                        FROM lookalike_internal.quarantine_item q WHERE q.plan_id = p.plan_id) t
    WHERE p.plan_id = record_proposal.plan_id
);
COMMENT ON FUNCTION lookalike_internal.record_proposal(text, text, integer, jsonb) IS 'Logs that a plan was proposed.';

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
    this_name text;
    this_destination text;
    this_plan integer;
    chosen bigint[] := image_ids;
    bad record;
    left_out bigint[] := '{}';
BEGIN
    PERFORM lookalike_internal.lock_guards();
    this_name := lookalike_internal.confirm_plan_name(name);
    this_destination := lookalike_internal.check_destination(destination);

    IF chosen IS NULL THEN
        SELECT array_agg(c.image_id) INTO chosen
        FROM (SELECT k.image_id FROM lookalike_internal.retention_class k WHERE k.disposition = 'quarantine'
              UNION
              SELECT d.image_id FROM lookalike.image_decision d WHERE d.decision = 'quarantine') c
        JOIN lookalike_internal.present_image i ON i.image_id = c.image_id
        WHERE NOT EXISTS (SELECT FROM lookalike_internal.busy_image l WHERE l.image_id = c.image_id)
          AND (lookalike_internal.sees_restricted()
               OR NOT EXISTS (SELECT FROM lookalike_internal.hidden_image h WHERE h.image_id = i.image_id));
        SELECT coalesce(array_agg(DISTINCT g.image_id), '{}') INTO left_out FROM lookalike.find_guards(chosen) g;
        SELECT array_agg(c.image_id) INTO chosen
        FROM (SELECT unnest(chosen) EXCEPT SELECT unnest(left_out)) AS c (image_id);
        IF chosen IS NULL THEN
            RAISE EXCEPTION 'there is nothing to quarantine'
                USING ERRCODE = 'no_data_found',
                      DETAIL = lookalike_internal.describe_proposed(left_out, 'Rules and reviewers propose'),
                      HINT = 'SELECT path, guard, reason FROM lookalike_detail.guarded_image shows what keeps an image. lookalike classify gives a class to images that have no class.';
        END IF;
        PERFORM lookalike_internal.warn_of_left_out(left_out, cardinality(left_out) + cardinality(chosen));
    ELSE
        chosen := lookalike_internal.confirm_images(chosen, true);
        PERFORM lookalike_internal.refuse_leaving(chosen);
        SELECT i.image_id, i.path, g.guard, g.reason, count(*) OVER () AS guards INTO bad
        FROM lookalike.find_guards(chosen) g JOIN lookalike_internal.image i ON i.image_id = g.image_id
        ORDER BY g.image_id, g.guard LIMIT 1;
        IF FOUND THEN
            RAISE EXCEPTION 'image "%" may not leave', bad.path
                USING ERRCODE = 'restrict_violation',
                      DETAIL = format('Image %s: %s%s%s', bad.image_id, bad.guard,
                                      CASE WHEN lookalike_internal.shows_all() THEN ': ' || bad.reason ELSE '' END,
                                      CASE WHEN bad.guards > 1 THEN format(' (%s guards in all)', bad.guards) ELSE '' END),
                      HINT = 'Leave this image out. Guards count all named images as gone: one of the last two copies has to stay.';
        END IF;
    END IF;

    PERFORM lookalike_internal.refuse_crossing(chosen, lookalike_internal.jurisdiction_of(this_destination),
                                               format('folder "%s"', this_destination));
    this_plan := lookalike_internal.add_plan(this_name, 'set aside', this_destination, this_person, this_reason, chosen);
    PERFORM lookalike_internal.record_proposal('propose quarantine', this_person, this_plan,
                                               jsonb_build_object('left_out', cardinality(left_out)));
    RETURN this_plan;
END
$$;
COMMENT ON FUNCTION lookalike.propose_quarantine(text, text, text, text, bigint[]) IS
    'Proposes to move files into a folder, and returns the number of the plan. The plan has the named images; without names, all images whose disposition or decision is quarantine. A guarded image is refused if it is named, else left out.';
