-- A transfer moves no file: another keeper takes a copy over (lookalike quarantine export), and gives a receipt. Until the
-- receipt is recorded, the files count as kept here. After that they stand in for nothing here, though they lie where they were:
-- only what is kept here counts.
CREATE OR REPLACE FUNCTION lookalike_internal.find_transfer_obstacles(of_plan integer)
    RETURNS TABLE (image_id bigint, obstacle text)
    LANGUAGE sql STABLE
    SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    WITH item AS MATERIALIZED (
        SELECT q.* FROM lookalike_internal.quarantine_item q
        WHERE q.plan_id = of_plan AND q.state IN ('proposed', 'handing over')
    ), guarded AS MATERIALIZED (
        SELECT g.image_id, string_agg(format('%s: %s', g.guard, g.reason), ' ' ORDER BY g.guard) AS reasons
        FROM lookalike.find_guards(ARRAY(SELECT q.image_id FROM item q)) g
        WHERE lookalike_internal.keeps_from_transfer(g.guard)
        GROUP BY g.image_id
    ), told AS (
        SELECT q.image_id,
               concat_ws(' ',
                   CASE WHEN i.image_id IS NULL THEN 'It is no longer in the archive.'
                        WHEN i.sha256 <> q.sha256 OR i.pixel_digest <> q.pixel_digest THEN 'The file has changed since it was proposed.'
                        WHEN i.missing_since IS NOT NULL THEN 'The file is missing, or the last scan left it out.'
                        WHEN i.path <> q.path OR i.collection_id <> q.collection_id THEN format('The file lies at "%s" now.', i.path) END,
                   (SELECT format('Plan "%s" has it already.', p.name)
                    FROM lookalike_internal.busy_image l JOIN lookalike_internal.quarantine_plan p ON p.plan_id = l.plan_id
                    WHERE l.image_id = q.image_id AND l.plan_id <> q.plan_id ORDER BY p.plan_id LIMIT 1),
                   CASE WHEN c.jurisdiction IS DISTINCT FROM t.jurisdiction
                        THEN lookalike_internal.describe_crossing(c.jurisdiction, t.jurisdiction) END,
                   g.reasons) AS obstacle
        FROM item q
        JOIN lookalike_internal.transfer t ON t.plan_id = q.plan_id
        LEFT JOIN lookalike_internal.image i ON i.image_id = q.image_id
        LEFT JOIN lookalike_internal.collection_rate c ON c.collection_id = q.collection_id
        LEFT JOIN guarded g ON g.image_id = q.image_id
    )
    SELECT t.image_id, t.obstacle FROM told t WHERE t.obstacle <> '';
END;
COMMENT ON FUNCTION lookalike_internal.find_transfer_obstacles(integer) IS
    'The obstacles of the items of a transfer plan that were not transferred yet: guards, files that have changed, other plans, and jurisdictions.';

-- SECURITY DEFINER: reviewers have no right to write to the tables
-- (docs/decisions/0022-governance-runs-as-owner.md).
CREATE OR REPLACE FUNCTION lookalike.propose_transfer(
    name text, receiver text, authority text, by text, reason text, image_ids bigint[] DEFAULT NULL, jurisdiction text DEFAULT NULL
) RETURNS integer
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    this_person text := lookalike_internal.confirm_person(by);
    this_reason text := lookalike_internal.confirm_reason(reason);
    this_receiver text := lookalike_internal.confirm_fact('receiver', receiver);
    this_authority text := lookalike_internal.confirm_fact('authority', authority);
    this_code text := lookalike_internal.confirm_jurisdiction(jurisdiction);
    this_name text;
    this_plan integer;
    chosen bigint[] := image_ids;
    bad record;
    left_out bigint[] := '{}';
BEGIN
    PERFORM lookalike_internal.lock_guards();
    this_name := lookalike_internal.confirm_plan_name(name);
    IF chosen IS NULL THEN
        SELECT array_agg(k.image_id) INTO chosen
        FROM lookalike_internal.retention_class k
        JOIN lookalike_internal.present_image i ON i.image_id = k.image_id
        WHERE k.disposition = 'transfer'
          AND NOT EXISTS (SELECT FROM lookalike_internal.busy_image l WHERE l.image_id = k.image_id)
          AND NOT EXISTS (SELECT FROM lookalike_internal.quarantine_item q
                          WHERE q.image_id = k.image_id AND q.state = 'transferred' AND q.sha256 = i.sha256)
          AND (lookalike_internal.sees_restricted()
               OR NOT EXISTS (SELECT FROM lookalike_internal.hidden_image h WHERE h.image_id = i.image_id));
        SELECT coalesce(array_agg(DISTINCT g.image_id), '{}') INTO left_out
        FROM lookalike.find_guards(chosen) g WHERE lookalike_internal.keeps_from_transfer(g.guard);
        SELECT array_agg(c.image_id) INTO chosen
        FROM (SELECT unnest(chosen) EXCEPT SELECT unnest(left_out)) AS c (image_id);
        IF chosen IS NULL THEN
            RAISE EXCEPTION 'there is nothing to transfer'
                USING ERRCODE = 'no_data_found',
                      DETAIL = lookalike_internal.describe_proposed(left_out, 'Rules propose for transfer'),
                      HINT = 'Name the images, or let a policy say which are due for transfer.';
        END IF;
        PERFORM lookalike_internal.warn_of_left_out(left_out, cardinality(left_out) + cardinality(chosen));
    ELSE
        chosen := lookalike_internal.confirm_images(chosen, true);
        PERFORM lookalike_internal.refuse_leaving(chosen);
        SELECT g.image_id, i.path, g.guard, g.reason INTO bad
        FROM lookalike.find_guards(chosen) g JOIN lookalike_internal.image i ON i.image_id = g.image_id
        WHERE lookalike_internal.keeps_from_transfer(g.guard)
        ORDER BY g.image_id, g.guard LIMIT 1;
        IF FOUND THEN
            RAISE EXCEPTION 'image "%" may not be transferred', bad.path
                USING ERRCODE = 'restrict_violation',
                      DETAIL = format('Image %s: %s%s', bad.image_id, bad.guard,
                                      CASE WHEN lookalike_internal.shows_all() THEN ': ' || bad.reason ELSE '' END),
                      HINT = 'Leave this image out, or have the guard lifted.';
        END IF;
    END IF;
    PERFORM lookalike_internal.refuse_crossing(chosen, this_code, format('"%s"', this_receiver));
    this_plan := lookalike_internal.add_plan(this_name, 'transfer', NULL, this_person, this_reason, chosen);
    INSERT INTO lookalike_internal.transfer (plan_id, receiver, authority, jurisdiction)
    VALUES (this_plan, this_receiver, this_authority, this_code);
    PERFORM lookalike_internal.record_proposal(
        'propose transfer', this_person, this_plan,
        jsonb_build_object('receiver', this_receiver, 'authority', this_authority, 'jurisdiction', this_code, 'left_out', cardinality(left_out)));
    RETURN this_plan;
END
$$;
COMMENT ON FUNCTION lookalike.propose_transfer(text, text, text, text, text, bigint[], text) IS
    'Proposes to transfer files to another keeper, and returns the number of the plan. The plan has the named images; without names, all images whose disposition is transfer. The files stay where they are. A guarded image is refused if it is named, else left out; the guards last copy and unique content do not count.';

CREATE OR REPLACE FUNCTION lookalike.record_receipt(
    plan_id integer, receiver text, receipt_no text, received_on date, document_sha256 text, by text
) RETURNS bigint
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    this_person text := lookalike_internal.confirm_person(by);
    this_receiver text := lookalike_internal.confirm_fact('receiver', receiver);
    this_number text := lookalike_internal.confirm_fact('number of the receipt', receipt_no);
    this_plan lookalike_internal.quarantine_plan;
    agreed text;
    withheld jsonb;
    transferred bigint;
BEGIN
    PERFORM lookalike_internal.lock_guards();
    this_plan := lookalike_internal.lock_plan(plan_id);
    IF this_plan.kind <> 'transfer' OR this_plan.state <> 'approved' THEN
        RAISE EXCEPTION 'plan "%" awaits no receipt', this_plan.name
            USING ERRCODE = 'object_not_in_prerequisite_state',
                  DETAIL = format('Its kind is "%s", and it is %s.', this_plan.kind, this_plan.state),
                  HINT = 'A receipt is recorded for a transfer that is approved.';
    END IF;
    IF document_sha256 !~* '^[0-9a-f]{64}$' OR document_sha256 IS NULL THEN
        RAISE EXCEPTION '"%" is not a SHA-256', document_sha256
            USING ERRCODE = 'invalid_parameter_value', HINT = 'Give the SHA-256 of the document of the receipt, as 64 hexadecimal digits.';
    END IF;
    IF received_on IS NULL OR received_on > current_date + 1 OR received_on < this_plan.approved_at::date - 1 THEN
        RAISE EXCEPTION 'the date of the receipt cannot be %', coalesce(received_on::text, 'empty')
            USING ERRCODE = 'invalid_parameter_value',
                  DETAIL = format('The plan was approved on %s, and today is %s.', this_plan.approved_at::date, current_date),
                  HINT = 'Give a day between these two.';
    END IF;
    SELECT t.receiver INTO agreed FROM lookalike_internal.transfer t WHERE t.plan_id = this_plan.plan_id;
    IF NOT lookalike_internal.is_same_person(agreed, this_receiver) THEN
        RAISE EXCEPTION 'plan "%" transfers files to "%", not to "%"', this_plan.name, agreed, this_receiver
            USING ERRCODE = 'invalid_parameter_value', HINT = 'If another keeper took the files over, withdraw the plan and propose another.';
    END IF;
    SELECT jsonb_agg(jsonb_build_object('image_id', p.image_id, 'path', q.path, 'obstacle', p.obstacle) ORDER BY p.image_id)
    INTO withheld
    FROM lookalike_internal.find_transfer_obstacles(this_plan.plan_id) p
    JOIN lookalike_internal.quarantine_item q ON q.plan_id = this_plan.plan_id AND q.image_id = p.image_id;
    UPDATE lookalike_internal.quarantine_item q SET state = 'withheld', obstacle = w.item->>'obstacle'
    FROM jsonb_array_elements(withheld) AS w (item)
    WHERE q.plan_id = this_plan.plan_id AND q.image_id = (w.item->>'image_id')::bigint;
    INSERT INTO lookalike_internal.transfer_receipt (plan_id, receiver, receipt_no, received_on, document_sha256, recorded_by)
    VALUES (this_plan.plan_id, this_receiver, this_number, received_on, decode(document_sha256, 'hex'), this_person);
    UPDATE lookalike_internal.quarantine_item q SET state = 'transferred'
    WHERE q.plan_id = this_plan.plan_id AND q.state = 'handing over';
    GET DIAGNOSTICS transferred = ROW_COUNT;
    UPDATE lookalike_internal.quarantine_plan p SET state = 'applied' WHERE p.plan_id = this_plan.plan_id;
    PERFORM lookalike_internal.record_event(
        'record receipt', this_person, 'plan', this_plan.plan_id::text,
        jsonb_build_object('name', this_plan.name, 'receiver', this_receiver, 'receipt_no', this_number,
                           'received_on', received_on, 'document_sha256', lower(document_sha256),
                           'images', transferred, 'withheld', coalesce(withheld, '[]')));
    RETURN transferred;
END
$$;
COMMENT ON FUNCTION lookalike.record_receipt(integer, text, text, date, text, text) IS
    'Records the receipt that the receiver of a transfer gave, with the SHA-256 of its document, and returns how many images count as transferred. A file that is guarded now, or has changed, is withheld. The files stay where they are, and stand in for no other file any more.';
