-- Records the decision of a person about two records. Runs as the owner, because no role may write decisions
-- (docs/decisions/0022-governance-runs-as-owner.md). The decision is about the records, so it holds for all entries of
-- them, also after another import.
CREATE OR REPLACE FUNCTION lookalike_internal.get_entry_record(entry_id bigint, OUT record text, OUT name text)
    LANGUAGE plpgsql STABLE
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    SELECT lookalike_internal.record_key(e.catalogue_id, e.external_id, e.series, e.record_no, e.contract_no),
           lookalike_internal.describe_record(c.name, e.external_id, e.series, e.record_no, e.contract_no)
    INTO record, name
    FROM lookalike_internal.catalogue_entry e JOIN lookalike_internal.catalogue c ON c.catalogue_id = e.catalogue_id
    WHERE e.entry_id = get_entry_record.entry_id;
    IF NOT FOUND THEN
        PERFORM lookalike_internal.refuse_unknown_entry(entry_id);
    END IF;
END
$$;
COMMENT ON FUNCTION lookalike_internal.get_entry_record(bigint) IS
    'The record of an entry, as a key and in words. Raises an error if the entry does not exist.';

CREATE OR REPLACE FUNCTION lookalike.decide_record(
    decision text, by text, reason text, entry_id bigint, other_entry_id bigint
) RETURNS bigint
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    this_person text := lookalike_internal.confirm_person(by);
    this_reason text := lookalike_internal.confirm_reason(reason);
    this record;
    other record;
    is_ordered boolean;
    former lookalike_internal.standing_record_decision;
    recorded bigint;
BEGIN
    IF decide_record.decision IS NULL OR decide_record.decision NOT IN ('same record', 'not the same record') THEN
        RAISE EXCEPTION 'unknown decision "%"', decide_record.decision
            USING ERRCODE = 'invalid_parameter_value',
                  HINT = 'Use same record or not the same record. record_decision() takes decisions about images.';
    END IF;
    PERFORM lookalike_internal.lock_guards();
    PERFORM lookalike_internal.check_seen(NULL, ARRAY[decide_record.entry_id, decide_record.other_entry_id]);
    SELECT g.* INTO this FROM lookalike_internal.get_entry_record(decide_record.entry_id) g;
    SELECT g.* INTO other FROM lookalike_internal.get_entry_record(decide_record.other_entry_id) g;
    IF this.record = other.record THEN
        RAISE EXCEPTION 'both entries belong to one record'
            USING ERRCODE = 'invalid_parameter_value',
                  DETAIL = format('It is %s.', this.name),
                  HINT = 'Give two entries that differ in series, record number or contract number, or have no numbers.';
    END IF;
    is_ordered := this.record COLLATE "C" < other.record COLLATE "C";
    SELECT d.* INTO former FROM lookalike_internal.standing_record_decision d
    WHERE d.record_a = CASE WHEN is_ordered THEN this.record ELSE other.record END
      AND d.record_b = CASE WHEN is_ordered THEN other.record ELSE this.record END
    ORDER BY d.decision_id DESC LIMIT 1;
    IF former.decision = decide_record.decision AND former.reason = this_reason THEN
        RAISE EXCEPTION '% decided that already, for the same reason', former.decided_by
            USING ERRCODE = 'duplicate_object',
                  DETAIL = format('Decision %s about these records, "%s", of %s holds.', former.decision_id, former.decision,
                                  to_char(former.decided_at, 'YYYY-MM-DD HH24:MI')),
                  HINT = 'There is nothing to do. To confirm the decision, give a reason of your own.';
    END IF;

    INSERT INTO lookalike_internal.same_record (
        decision, record_a, record_b, entry_id_a, entry_id_b, name_a, name_b, decided_by, reason)
    VALUES (decide_record.decision,
            CASE WHEN is_ordered THEN this.record ELSE other.record END,
            CASE WHEN is_ordered THEN other.record ELSE this.record END,
            CASE WHEN is_ordered THEN decide_record.entry_id ELSE decide_record.other_entry_id END,
            CASE WHEN is_ordered THEN decide_record.other_entry_id ELSE decide_record.entry_id END,
            CASE WHEN is_ordered THEN this.name ELSE other.name END,
            CASE WHEN is_ordered THEN other.name ELSE this.name END,
            this_person, this_reason)
    RETURNING decision_id INTO recorded;
    PERFORM lookalike_internal.record_event(
        'decide', this_person, 'record decision', recorded::text,
        jsonb_build_object(
            'decision', decide_record.decision, 'reason', this_reason,
            'entry_id', decide_record.entry_id, 'record', this.name,
            'other_entry_id', decide_record.other_entry_id, 'other_record', other.name));
    RETURN recorded;
END
$$;
COMMENT ON FUNCTION lookalike.decide_record(text, text, text, bigint, bigint) IS
    'Records the decision of a person that the records of two catalogue entries are the same record, or not the same record, and returns the number of the decision. The latest decision about two records counts, and takes effect at once.';

CREATE OR REPLACE VIEW lookalike_detail.same_record_decision AS
SELECT d.decision_id,
       d.decision,
       d.name_a AS record_a,
       d.name_b AS record_b,
       d.decided_by,
       d.reason,
       d.decided_at,
       d.entry_id_a,
       d.entry_id_b,
       d.database_role,
       d.undoes,
       u.decision_id AS undone_by
FROM lookalike_internal.same_record d
LEFT JOIN lookalike_internal.same_record u ON u.undoes = d.decision_id;
COMMENT ON VIEW lookalike_detail.same_record_decision IS 'Decisions about records, each with its person and its reason. The latest decision about the same two records that nobody has taken back is valid.';
COMMENT ON COLUMN lookalike_detail.same_record_decision.decision_id IS 'Number of the decision.';
COMMENT ON COLUMN lookalike_detail.same_record_decision.decision IS 'same record or not the same record.';
COMMENT ON COLUMN lookalike_detail.same_record_decision.record_a IS 'One record in words, as its entry said at that time.';
COMMENT ON COLUMN lookalike_detail.same_record_decision.record_b IS 'The other record in words.';
COMMENT ON COLUMN lookalike_detail.same_record_decision.decided_by IS 'Name of the person who decided.';
COMMENT ON COLUMN lookalike_detail.same_record_decision.reason IS 'Reason, in the words of that person.';
COMMENT ON COLUMN lookalike_detail.same_record_decision.decided_at IS 'When the person decided.';
COMMENT ON COLUMN lookalike_detail.same_record_decision.entry_id_a IS 'Number of the entry of the first record that the person looked at.';
COMMENT ON COLUMN lookalike_detail.same_record_decision.entry_id_b IS 'Number of the entry of the other record.';
COMMENT ON COLUMN lookalike_detail.same_record_decision.database_role IS 'Database role that recorded the decision.';
COMMENT ON COLUMN lookalike_detail.same_record_decision.undoes IS 'The decision that this row takes back; it is no decision itself. Null for a decision.';
COMMENT ON COLUMN lookalike_detail.same_record_decision.undone_by IS 'The row that takes this decision back; null if no row does.';
