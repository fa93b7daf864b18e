-- Records the decision of a person. Runs as the owner, because no role may write decisions
-- (docs/decisions/0022-governance-runs-as-owner.md).
CREATE OR REPLACE FUNCTION lookalike.record_decision(
    decision text, by text, reason text, image_id bigint, other_image_id bigint DEFAULT NULL
) RETURNS bigint
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    this_person text := lookalike_internal.confirm_person(by);
    this lookalike_internal.image;
    other lookalike_internal.image;
    swapped lookalike_internal.image;
    is_pair boolean := record_decision.decision IN ('duplicate', 'not a duplicate');
    these_statements text;
    former lookalike_internal.standing_decision;
    recorded bigint;
BEGIN
    IF record_decision.decision IS NULL OR record_decision.decision NOT IN (
        'duplicate', 'not a duplicate', 'keep', 'quarantine', 'rights settled', 'metadata settled') THEN
        RAISE EXCEPTION 'unknown decision "%"', record_decision.decision
            USING ERRCODE = 'invalid_parameter_value',
                  HINT = 'Use duplicate or not a duplicate for two images; keep, quarantine, rights settled or metadata settled for one image.';
    END IF;
    reason := lookalike_internal.confirm_reason(record_decision.reason);
    IF is_pair AND record_decision.other_image_id IS NULL THEN
        RAISE EXCEPTION 'decision "%" needs two images', record_decision.decision
            USING ERRCODE = 'invalid_parameter_value',
                  HINT = 'Give the other image as other_image_id.';
    ELSIF NOT is_pair AND record_decision.other_image_id IS NOT NULL THEN
        RAISE EXCEPTION 'decision "%" is about one image', record_decision.decision
            USING ERRCODE = 'invalid_parameter_value',
                  HINT = 'Decide about the other image by itself.';
    ELSIF record_decision.image_id = record_decision.other_image_id THEN
        RAISE EXCEPTION 'image % is given twice', record_decision.image_id
            USING ERRCODE = 'invalid_parameter_value', HINT = 'Give two different images.';
    END IF;
    PERFORM lookalike_internal.lock_guards();

    this := lookalike_internal.get_present_image(record_decision.image_id);
    IF is_pair THEN
        other := lookalike_internal.get_present_image(record_decision.other_image_id);
        IF this.pixel_digest = other.pixel_digest THEN
            RAISE EXCEPTION 'images "%" and "%" are the same picture', this.path, other.path
                USING ERRCODE = 'invalid_parameter_value',
                      DETAIL = 'Their pixels are identical, so the pair needs no decision.',
                      HINT = 'Decide keep or quarantine about one of them.';
        END IF;
        IF this.pixel_digest > other.pixel_digest THEN
            swapped := this;
            this := other;
            other := swapped;
        END IF;
        SELECT d.* INTO former FROM lookalike_internal.standing_decision d
        WHERE d.pixel_digest_a = this.pixel_digest AND d.pixel_digest_b = other.pixel_digest
        ORDER BY d.decision_id DESC LIMIT 1;
    ELSIF record_decision.decision IN ('rights settled', 'metadata settled') THEN
        IF record_decision.decision = 'rights settled' THEN
            these_statements := lookalike.rights_statements(this.image_id);
            IF these_statements IS NULL THEN
                RAISE EXCEPTION 'there is no rights conflict about image "%"', this.path
                    USING ERRCODE = 'object_not_in_prerequisite_state',
                          DETAIL = 'The statements about its rights do not contradict each other.',
                          HINT = 'SELECT * FROM lookalike_detail.rights_conflict lists the conflicts.';
            END IF;
        ELSE
            these_statements := lookalike_internal.metadata_statements(this.image_id);
            IF these_statements IS NULL THEN
                RAISE EXCEPTION 'there is no metadata conflict about image "%"', this.path
                    USING ERRCODE = 'object_not_in_prerequisite_state',
                          DETAIL = 'The statements about its picture do not contradict each other.',
                          HINT = 'SELECT * FROM lookalike_detail.metadata_conflict WHERE is_conflict lists the conflicts.';
            END IF;
        END IF;
        SELECT d.* INTO former FROM lookalike_internal.standing_decision d
        WHERE d.pixel_digest_a = this.pixel_digest AND d.decision = record_decision.decision
          AND d.statements = these_statements
        ORDER BY d.decision_id DESC LIMIT 1;
    ELSE
        SELECT d.* INTO former
        FROM lookalike.image_decision h JOIN lookalike_internal.standing_decision d ON d.decision_id = h.decision_id
        WHERE h.image_id = this.image_id;
    END IF;
    IF former.decision = record_decision.decision AND former.reason = record_decision.reason THEN
        RAISE EXCEPTION '% decided that already, for the same reason', former.decided_by
            USING ERRCODE = 'duplicate_object',
                  DETAIL = format('Decision %s, "%s", of %s holds.', former.decision_id, former.decision,
                                  to_char(former.decided_at, 'YYYY-MM-DD HH24:MI')),
                  HINT = 'There is nothing to do. To confirm the decision, give a reason of your own.';
    END IF;

    INSERT INTO lookalike_internal.decision (
        decision, pixel_digest_a, pixel_digest_b, image_id_a, image_id_b, path_a, path_b, statements,
        decided_by, reason)
    VALUES (record_decision.decision, this.pixel_digest, other.pixel_digest, this.image_id,
            other.image_id, this.path, other.path, these_statements, this_person,
            record_decision.reason)
    RETURNING decision_id INTO recorded;
    IF is_pair THEN
        INSERT INTO lookalike_internal.unclustered (image_id)
        SELECT i.image_id FROM lookalike_internal.image i
        WHERE i.pixel_digest IN (this.pixel_digest, other.pixel_digest);
    END IF;
    PERFORM lookalike_internal.record_event(
        'decide', this_person, 'decision', recorded::text,
        jsonb_strip_nulls(jsonb_build_object(
            'decision', record_decision.decision, 'reason', record_decision.reason,
            'image_id', this.image_id, 'path', this.path, 'pixel_digest', encode(this.pixel_digest, 'hex'),
            'other_image_id', other.image_id, 'other_path', other.path,
            'other_pixel_digest', encode(other.pixel_digest, 'hex'), 'statements', these_statements)));
    RETURN recorded;
END
$$;
COMMENT ON FUNCTION lookalike.record_decision(text, text, text, bigint, bigint) IS
    'Records a decision with its reason, and returns the number of the decision: duplicate or not a duplicate for two images; keep, quarantine, rights settled or metadata settled for one image. Guards see it at once. Clusters and classes show it after the next run of their stages; view stage_state says whether they are behind.';

CREATE OR REPLACE FUNCTION lookalike_internal.get_present_image(image_id bigint) RETURNS lookalike_internal.image
    LANGUAGE plpgsql STABLE
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    found_image lookalike_internal.image;
    plan text;
BEGIN
    PERFORM lookalike_internal.check_seen(ARRAY[image_id]);
    SELECT i.* INTO found_image FROM lookalike_internal.image i WHERE i.image_id = get_present_image.image_id;
    IF NOT FOUND THEN
        PERFORM lookalike_internal.refuse_unknown_image(image_id);
    END IF;
    IF found_image.missing_since IS NOT NULL THEN
        SELECT p.name INTO plan
        FROM lookalike_internal.quarantine_item q JOIN lookalike_internal.quarantine_plan p ON p.plan_id = q.plan_id
        WHERE q.image_id = found_image.image_id AND q.state IN ('moving', 'moved', 'restoring');
        IF FOUND THEN
            RAISE EXCEPTION 'image "%" is in quarantine', found_image.path
                USING ERRCODE = 'object_not_in_prerequisite_state',
                      DETAIL = format('Plan "%s" set it aside.', plan),
                      HINT = format('Put it back first: lookalike quarantine restore "%s"', plan);
        END IF;
        RAISE EXCEPTION 'image "%" is missing', found_image.path
            USING ERRCODE = 'object_not_in_prerequisite_state',
                  DETAIL = format('A scan on %s did not find its file, or left it out, so nobody can look at it.',
                                  to_char(found_image.missing_since, 'YYYY-MM-DD')),
                  HINT = 'Scan its collection again if the file is back, or without the pattern that leaves it out.';
    END IF;
    RETURN found_image;
END
$$;
COMMENT ON FUNCTION lookalike_internal.get_present_image(bigint) IS
    'An image by its number. Raises an error if the image does not exist or its file is missing.';

CREATE OR REPLACE VIEW lookalike.review_decision AS
SELECT d.decision_id,
       d.decision,
       d.path_a,
       d.path_b,
       d.decided_by,
       d.reason,
       d.decided_at,
       d.image_id_a,
       d.image_id_b,
       d.database_role,
       d.undoes,
       u.decision_id AS undone_by
FROM lookalike_internal.decision d
LEFT JOIN lookalike_internal.decision u ON u.undoes = d.decision_id;
COMMENT ON VIEW lookalike.review_decision IS 'Decisions, each with its person and its reason. The latest decision about the same subject that nobody has taken back is valid.';
COMMENT ON COLUMN lookalike.review_decision.decision_id IS 'Number of the decision; a later one is higher.';
COMMENT ON COLUMN lookalike.review_decision.decision IS 'duplicate or not a duplicate for a pair; keep, quarantine, rights settled or metadata settled for an image.';
COMMENT ON COLUMN lookalike.review_decision.path_a IS 'Path of the image at that time.';
COMMENT ON COLUMN lookalike.review_decision.path_b IS 'Path of the other image of a pair at that time.';
COMMENT ON COLUMN lookalike.review_decision.decided_by IS 'Name of the person who decided.';
COMMENT ON COLUMN lookalike.review_decision.reason IS 'Reason, in the words of that person.';
COMMENT ON COLUMN lookalike.review_decision.decided_at IS 'When the person decided.';
COMMENT ON COLUMN lookalike.review_decision.image_id_a IS 'Number of the image.';
COMMENT ON COLUMN lookalike.review_decision.image_id_b IS 'Number of the other image of a pair.';
COMMENT ON COLUMN lookalike.review_decision.database_role IS 'Database role of the session.';
COMMENT ON COLUMN lookalike.review_decision.undoes IS 'The decision that this row takes back; it is no decision itself. Null for a decision.';
COMMENT ON COLUMN lookalike.review_decision.undone_by IS 'The row that takes this decision back; null if no row does.';
