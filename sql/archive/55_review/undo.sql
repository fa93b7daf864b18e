-- Takes a decision back. The log stays as it is: a row is added that names the decision, and standing_decision leaves both out.
-- So the decision before it counts again, if there is one. Runs as the owner, because no role may write decisions
-- (docs/decisions/0057-what-a-command-changes.md).

-- What is known of a decision that a person wants to take back.
CREATE OR REPLACE FUNCTION lookalike_internal.refuse_undo(
    what text, decision_id bigint, undoes bigint, undone_by text, undone_at timestamptz
) RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF undoes IS NOT NULL THEN
        RAISE EXCEPTION '% % itself takes decision % back', what, decision_id, undoes
            USING ERRCODE = 'object_not_in_prerequisite_state',
                  HINT = 'Decide again: lookalike review decide';
    ELSIF undone_by IS NOT NULL THEN
        RAISE EXCEPTION '% % is taken back already', what, decision_id
            USING ERRCODE = 'object_not_in_prerequisite_state',
                  DETAIL = format('%s did that on %s.', undone_by, to_char(undone_at, 'YYYY-MM-DD HH24:MI')),
                  HINT = 'There is nothing to do. lookalike review decisions lists the decisions.';
    END IF;
END
$$;
COMMENT ON FUNCTION lookalike_internal.refuse_undo(text, bigint, bigint, text, timestamptz) IS
    'Raises an error if a decision cannot be taken back: it takes another one back itself, or was taken back before.';

-- The matches of two pictures as the machine judges them, or an earlier decision. A match that only people knew of goes. The
-- next run of stage prove looks for copies of both pictures again: it left out what the decision had settled.
CREATE OR REPLACE FUNCTION lookalike_internal.judge_again(digest_a bytea, digest_b bytea) RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    threshold integer := coalesce((SELECT l.threshold FROM lookalike_internal.last_match l),
                                  lookalike.get_setting('match_threshold')::integer);
    said text := (SELECT d.decision FROM lookalike_internal.pair_decision d
                  WHERE d.pixel_digest_a = digest_a AND d.pixel_digest_b = digest_b);
    ones bigint[];
    others bigint[];
BEGIN
    SELECT array_agg(m.image_id_a), array_agg(m.image_id_b) INTO ones, others
    FROM (VALUES (digest_a, digest_b), (digest_b, digest_a)) AS p (one, other)
    JOIN lookalike_internal.image i ON i.pixel_digest = p.one
    JOIN lookalike_internal.match m ON m.image_id_a = i.image_id
    JOIN lookalike_internal.image o ON o.image_id = m.image_id_b AND o.pixel_digest = p.other;
    DELETE FROM lookalike_internal.match m USING unnest(ones, others) AS j (image_id_a, image_id_b)
    WHERE m.image_id_a = j.image_id_a AND m.image_id_b = j.image_id_b
      AND m.found_by = 'person' AND m.proof IS NULL AND said IS DISTINCT FROM 'duplicate';
    UPDATE lookalike_internal.match m
    SET is_accepted = lookalike_internal.is_accepted(m.has_same_pixels, m.found_by, m.phash_256_distance, m.proof, threshold, said)
    FROM unnest(ones, others) AS j (image_id_a, image_id_b)
    WHERE m.image_id_a = j.image_id_a AND m.image_id_b = j.image_id_b;
    DELETE FROM lookalike_internal.proposed p WHERE p.pixel_digest IN (digest_a, digest_b);
    INSERT INTO lookalike_internal.unclustered (image_id)
    SELECT i.image_id FROM lookalike_internal.image i WHERE i.pixel_digest IN (digest_a, digest_b);
END
$$;
COMMENT ON FUNCTION lookalike_internal.judge_again(bytea, bytea) IS
    'Judges the matches of two pictures again after a decision about them was taken back, and queues them to be proven and clustered.';

CREATE OR REPLACE FUNCTION lookalike.undo_decision(decision_id bigint, by text, reason text) RETURNS bigint
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    this_person text := lookalike_internal.confirm_person(by);
    this_reason text := lookalike_internal.confirm_reason(undo_decision.reason);
    this lookalike_internal.decision;
    undone lookalike_internal.decision;
    pair record;
    recorded bigint;
BEGIN
    PERFORM lookalike_internal.lock_guards();
    -- To people who may not see the images the decision does not exist.
    SELECT d.* INTO this FROM lookalike_internal.decision d
    WHERE d.decision_id = undo_decision.decision_id
      AND (lookalike_internal.sees_restricted()
           OR NOT EXISTS (SELECT FROM lookalike_internal.hidden_image h WHERE h.image_id IN (d.image_id_a, d.image_id_b)));
    IF NOT FOUND THEN
        RAISE EXCEPTION 'decision % does not exist', coalesce(undo_decision.decision_id::text, 'null')
            USING ERRCODE = 'undefined_object', HINT = 'lookalike review decisions lists the decisions.';
    END IF;
    SELECT u.* INTO undone FROM lookalike_internal.decision u WHERE u.undoes = this.decision_id;
    PERFORM lookalike_internal.refuse_undo('decision', this.decision_id, this.undoes, undone.decided_by, undone.decided_at);

    -- With the decision go those that repeat it for a new digest of the same picture (carry_decisions).
    WITH same AS MATERIALIZED (
        SELECT d.* FROM lookalike_internal.standing_decision d
        WHERE d.decision_id = this.decision_id
           OR (d.decision, d.decided_by, d.reason, d.decided_at) = (this.decision, this.decided_by, this.reason, this.decided_at)
    ), added AS (
        INSERT INTO lookalike_internal.decision (
            decision, pixel_digest_a, pixel_digest_b, image_id_a, image_id_b, path_a, path_b, statements,
            decided_by, reason, undoes)
        SELECT s.decision, s.pixel_digest_a, s.pixel_digest_b, s.image_id_a, s.image_id_b, s.path_a, s.path_b, s.statements,
               this_person, this_reason, s.decision_id
        FROM same s ORDER BY s.decision_id
        RETURNING decision_id, undoes
    )
    SELECT a.decision_id INTO recorded FROM added a WHERE a.undoes = this.decision_id;
    FOR pair IN
        SELECT DISTINCT u.pixel_digest_a, u.pixel_digest_b
        FROM lookalike_internal.decision u
        WHERE u.decision_id >= recorded AND u.undoes IS NOT NULL AND u.pixel_digest_b IS NOT NULL
        ORDER BY u.pixel_digest_a, u.pixel_digest_b
    LOOP
        PERFORM lookalike_internal.judge_again(pair.pixel_digest_a, pair.pixel_digest_b);
    END LOOP;
    PERFORM lookalike_internal.record_event(
        'undo decision', this_person, 'decision', recorded::text,
        jsonb_strip_nulls(jsonb_build_object(
            'undoes', this.decision_id, 'decision', this.decision, 'decided_by', this.decided_by, 'reason', this_reason,
            'image_id', this.image_id_a, 'path', this.path_a, 'other_image_id', this.image_id_b, 'other_path', this.path_b)));
    RETURN recorded;
END
$$;
COMMENT ON FUNCTION lookalike.undo_decision(bigint, text, text) IS
    'Takes a decision about images back, with a reason, and returns the number of the row that says so. The decision before it about the same subject counts again, if there is one. Plans stay as they are. Guards see it at once; clusters and classes show it after the next run of their stages.';

-- With the rights of the caller: undo_decision() looks at each of them.
CREATE OR REPLACE FUNCTION lookalike.undo_decisions(decision_ids bigint[], by text, reason text) RETURNS bigint
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    taken bigint[];
BEGIN
    taken := ARRAY(SELECT lookalike.undo_decision(d.decision_id, by, reason)
                   FROM (SELECT DISTINCT u.decision_id FROM unnest(decision_ids) AS u (decision_id) ORDER BY u.decision_id) d);
    IF taken = '{}' THEN
        RAISE EXCEPTION 'no decision is named'
            USING ERRCODE = 'invalid_parameter_value', HINT = 'Give the numbers of decisions: lookalike review decisions lists them.';
    END IF;
    RETURN cardinality(taken);
END
$$;
COMMENT ON FUNCTION lookalike.undo_decisions(bigint[], text, text) IS
    'Takes several decisions about images back, all or none, such as those that decide_cluster recorded together. Returns how many these are.';

CREATE OR REPLACE FUNCTION lookalike.undo_record_decision(decision_id bigint, by text, reason text) RETURNS bigint
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    this_person text := lookalike_internal.confirm_person(by);
    this_reason text := lookalike_internal.confirm_reason(undo_record_decision.reason);
    this lookalike_internal.same_record;
    undone lookalike_internal.same_record;
    recorded bigint;
BEGIN
    PERFORM lookalike_internal.lock_guards();
    SELECT d.* INTO this FROM lookalike_internal.same_record d
    WHERE d.decision_id = undo_record_decision.decision_id
      AND (lookalike_internal.sees_restricted()
           OR NOT EXISTS (SELECT FROM lookalike_internal.hidden_entry h WHERE h.entry_id IN (d.entry_id_a, d.entry_id_b)));
    IF NOT FOUND THEN
        RAISE EXCEPTION 'decision % about records does not exist', coalesce(undo_record_decision.decision_id::text, 'null')
            USING ERRCODE = 'undefined_object', HINT = 'lookalike review decisions --records lists these decisions.';
    END IF;
    SELECT u.* INTO undone FROM lookalike_internal.same_record u WHERE u.undoes = this.decision_id;
    PERFORM lookalike_internal.refuse_undo('record decision', this.decision_id, this.undoes, undone.decided_by, undone.decided_at);
    INSERT INTO lookalike_internal.same_record (
        decision, record_a, record_b, entry_id_a, entry_id_b, name_a, name_b, decided_by, reason, undoes)
    VALUES (this.decision, this.record_a, this.record_b, this.entry_id_a, this.entry_id_b, this.name_a, this.name_b,
            this_person, this_reason, this.decision_id)
    RETURNING decision_id INTO recorded;
    PERFORM lookalike_internal.record_event(
        'undo decision', this_person, 'record decision', recorded::text,
        jsonb_build_object('undoes', this.decision_id, 'decision', this.decision, 'decided_by', this.decided_by, 'reason', this_reason,
                           'entry_id', this.entry_id_a, 'record', this.name_a,
                           'other_entry_id', this.entry_id_b, 'other_record', this.name_b));
    RETURN recorded;
END
$$;
COMMENT ON FUNCTION lookalike.undo_record_decision(bigint, text, text) IS
    'Takes a decision about records back, with a reason, and returns the number of the row that says so. The decision before it about the same records counts again, if there is one. Takes effect at once.';
