-- Lookalike deletes nothing. Where people disposed of files elsewhere, a plan records that it was lawful: by which authority, how,
-- and who saw it. Only files that are gone can be recorded. That a hold covered one does not keep the truth out of the
-- records: the item says so.
CREATE OR REPLACE FUNCTION lookalike_internal.find_disposal_obstacles(of_plan integer)
    RETURNS TABLE (image_id bigint, obstacle text)
    LANGUAGE sql STABLE
    SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    WITH told AS (
        SELECT q.image_id,
               CASE WHEN i.image_id IS NULL THEN 'It is no longer in the archive.'
                    WHEN i.missing_since IS NULL THEN 'The file is there, as the last scan saw it. If it is gone, scan its collection.'
                    WHEN i.sha256 <> q.sha256 THEN 'Another file was recorded for it since the plan was proposed.'
                    WHEN o.state = 'disposed' THEN format('Plan "%s" records its disposal already.', p.name)
                    WHEN o.state = 'moved' AND k.outcome IS DISTINCT FROM 'missing'
                    THEN format('Plan "%s" set it aside, and it was not found missing there. lookalike audit and lookalike verify files look for it.', p.name)
                    WHEN o.state <> 'moved' THEN format('Plan "%s" has it at hand.', p.name) END AS obstacle
        FROM lookalike_internal.quarantine_item q
        LEFT JOIN lookalike_internal.image i ON i.image_id = q.image_id
        LEFT JOIN LATERAL (
            SELECT x.plan_id, x.state, x.changed_at FROM lookalike_internal.quarantine_item x
            WHERE x.image_id = q.image_id AND x.plan_id <> q.plan_id AND x.sha256 = q.sha256
              AND x.state IN ('approved', 'moving', 'moved', 'restoring', 'handing over', 'disposed')
            ORDER BY x.state = 'disposed', x.plan_id LIMIT 1
        ) o ON true
        LEFT JOIN lookalike_internal.quarantine_plan p ON p.plan_id = o.plan_id
        LEFT JOIN lookalike_internal.fixity_check k ON k.image_id = q.image_id AND k.place = 'quarantine'
            AND k.sha256 = q.sha256 AND k.checked_at > o.changed_at
        WHERE q.plan_id = of_plan AND q.state = 'proposed'
    )
    SELECT t.image_id, t.obstacle FROM told t WHERE t.obstacle IS NOT NULL;
END;
COMMENT ON FUNCTION lookalike_internal.find_disposal_obstacles(integer) IS
    'Why the disposal of images of a proposed plan cannot be recorded: those that are there, or were not found missing where a plan put them.';

CREATE OR REPLACE FUNCTION lookalike_internal.describe_holds(of_image bigint) RETURNS text
    LANGUAGE sql STABLE
    SET search_path = pg_catalog, pg_temp
RETURN (
    SELECT 'Under hold when its disposal was recorded: ' || string_agg(format('"%s" (hold %s)', h.matter, h.hold_id), ', ' ORDER BY h.hold_id) || '.'
    FROM lookalike.held_image h WHERE h.image_id = of_image
);
COMMENT ON FUNCTION lookalike_internal.describe_holds(bigint) IS 'The active holds on an image, in a sentence; null if there is no such hold.';

CREATE OR REPLACE FUNCTION lookalike_internal.describe_disposal(of_plan integer) RETURNS jsonb
    LANGUAGE sql STABLE
    SET search_path = pg_catalog, pg_temp
RETURN (
    SELECT jsonb_build_object(
        'authority', d.authority, 'method', d.method, 'certificate', d.certificate, 'witness', d.witness, 'disposed_on', d.disposed_on,
        'items', (SELECT jsonb_agg(jsonb_strip_nulls(jsonb_build_object(
                             'image_id', q.image_id, 'path', q.path, 'sha256', encode(q.sha256, 'hex'), 'remark', q.obstacle))
                         ORDER BY q.image_id)
                  FROM lookalike_internal.quarantine_item q WHERE q.plan_id = d.plan_id AND q.state = 'disposed'))
    FROM lookalike_internal.disposal d WHERE d.plan_id = of_plan
);
COMMENT ON FUNCTION lookalike_internal.describe_disposal(integer) IS 'What the log says of a disposal: authority, method, certificate, witness, date, and each file.';

CREATE OR REPLACE FUNCTION lookalike_internal.finish_disposal(of_plan integer) RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    this_plan integer;
BEGIN
    FOR this_plan IN
        WITH changed AS (
            UPDATE lookalike_internal.quarantine_item q SET state = 'disposed', obstacle = o.obstacle
            FROM lookalike_internal.quarantine_item o
            WHERE o.plan_id = of_plan AND o.state = 'disposed'
              AND q.image_id = o.image_id AND q.sha256 = o.sha256 AND q.plan_id <> of_plan AND q.state = 'moved'
            RETURNING q.plan_id
        )
        SELECT DISTINCT c.plan_id FROM changed c ORDER BY c.plan_id
    LOOP
        PERFORM lookalike_internal.settle_plan(this_plan);
    END LOOP;
    UPDATE lookalike_internal.quarantine_plan p SET state = 'applied' WHERE p.plan_id = of_plan;
END
$$;
COMMENT ON FUNCTION lookalike_internal.finish_disposal(integer) IS
    'Ends a plan that records a disposal, and takes its files out of the plans that had set them aside: those no longer expect them.';

CREATE OR REPLACE FUNCTION lookalike_internal.find_plan_obstacles(this lookalike_internal.quarantine_plan)
    RETURNS TABLE (plan_id integer, image_id bigint, obstacle text)
    LANGUAGE plpgsql STABLE
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    CASE this.kind
        WHEN 'set aside' THEN
            RETURN QUERY SELECT o.plan_id, o.image_id, o.obstacle FROM lookalike_internal.find_obstacles(this.plan_id) o;
        WHEN 'transfer' THEN
            RETURN QUERY SELECT this.plan_id, o.image_id, o.obstacle FROM lookalike_internal.find_transfer_obstacles(this.plan_id) o;
        ELSE
            RETURN QUERY SELECT this.plan_id, o.image_id, o.obstacle FROM lookalike_internal.find_disposal_obstacles(this.plan_id) o;
    END CASE;
END
$$;
COMMENT ON FUNCTION lookalike_internal.find_plan_obstacles(lookalike_internal.quarantine_plan) IS
    'What keeps the images of a plan from being approved, whatever the kind of the plan.';

-- SECURITY DEFINER: reviewers have no right to write to the tables
-- (docs/decisions/0022-governance-runs-as-owner.md).
CREATE OR REPLACE FUNCTION lookalike.propose_disposal_record(
    name text, authority text, method text, certificate text, witness text, disposed_on date, by text, reason text,
    image_ids bigint[]
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
    this_plan integer;
    chosen bigint[];
    bad record;
BEGIN
    PERFORM lookalike_internal.lock_guards();
    this_name := lookalike_internal.confirm_plan_name(name);
    chosen := lookalike_internal.confirm_images(image_ids, false);
    IF disposed_on IS NULL OR disposed_on > current_date + 1 THEN
        RAISE EXCEPTION 'the date of the disposal cannot be %', coalesce(disposed_on::text, 'empty')
            USING ERRCODE = 'invalid_parameter_value', DETAIL = format('Today is %s.', current_date),
                  HINT = 'Give a day that is over, or today.';
    END IF;
    this_plan := lookalike_internal.add_plan(this_name, 'record disposal', NULL, this_person, this_reason, chosen);
    INSERT INTO lookalike_internal.disposal (plan_id, authority, method, certificate, witness, disposed_on)
    VALUES (this_plan, lookalike_internal.confirm_fact('authority', authority), lookalike_internal.confirm_fact('method', method),
            lookalike_internal.confirm_fact('certificate', certificate), lookalike_internal.confirm_fact('witness', witness), disposed_on);
    SELECT o.image_id, o.obstacle, q.path, count(*) OVER () AS images INTO bad
    FROM lookalike_internal.find_disposal_obstacles(this_plan) o
    JOIN lookalike_internal.quarantine_item q ON q.plan_id = this_plan AND q.image_id = o.image_id
    ORDER BY o.image_id LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'the disposal of image "%" cannot be recorded', bad.path
            USING ERRCODE = 'restrict_violation',
                  DETAIL = format('Image %s: %s%s', bad.image_id, bad.obstacle,
                                  CASE WHEN bad.images > 1 THEN format(' (%s images in all)', bad.images) ELSE '' END),
                  HINT = 'Only files that are gone can be recorded. Lookalike itself deletes nothing.';
    END IF;
    PERFORM lookalike_internal.record_proposal(
        'propose disposal record', this_person, this_plan,
        (SELECT to_jsonb(d) - 'plan_id' FROM lookalike_internal.disposal d WHERE d.plan_id = this_plan));
    RETURN this_plan;
END
$$;
COMMENT ON FUNCTION lookalike.propose_disposal_record(text, text, text, text, text, date, text, text, bigint[]) IS
    'Proposes to record that files were disposed of elsewhere: by which authority, by which method, with which certificate and witness, and when. Returns the number of the plan. Refuses an image whose file is there. Another person approves the record.';
