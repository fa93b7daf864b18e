-- A person says that a caption is wrong. Runs as the owner, because no role may write decisions
-- (docs/decisions/0022-governance-runs-as-owner.md).
CREATE OR REPLACE FUNCTION lookalike.record_wrong_caption(
    entry_id bigint, by text, reason text, right_caption text DEFAULT NULL, field text DEFAULT NULL
) RETURNS bigint
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    this_person text := lookalike_internal.confirm_person(by);
    this_reason text := lookalike_internal.confirm_reason(reason);
    this_right text := nullif(btrim(right_caption, E' \t\r\n'), '');
    this_field text;
    this_caption text;
    this_entry lookalike_internal.catalogue_entry;
    former lookalike_internal.wrong_caption;
    recorded bigint;
BEGIN
    IF field NOT IN ('title', 'description') THEN
        RAISE EXCEPTION 'unknown field "%"', field
            USING ERRCODE = 'invalid_parameter_value', HINT = 'A caption is in field title or description.';
    END IF;
    PERFORM lookalike_internal.check_seen(NULL, ARRAY[entry_id]);
    SELECT * INTO this_entry FROM lookalike_internal.catalogue_entry e
    WHERE e.entry_id = record_wrong_caption.entry_id FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        PERFORM lookalike_internal.refuse_unknown_entry(entry_id);
    END IF;
    this_field := coalesce(field, CASE WHEN this_entry.description IS NOT NULL THEN 'description' ELSE 'title' END);
    this_caption := CASE this_field WHEN 'title' THEN this_entry.title ELSE this_entry.description END;
    IF this_caption IS NULL THEN
        RAISE EXCEPTION 'entry "%" has no %', this_entry.external_id, this_field
            USING ERRCODE = 'object_not_in_prerequisite_state', DETAIL = 'There is no caption that could be wrong.',
                  HINT = 'Name the other field: title or description.';
    END IF;
    IF this_right = this_caption THEN
        RAISE EXCEPTION 'the right caption is the same as the wrong one'
            USING ERRCODE = 'invalid_parameter_value', HINT = 'Give another text, or no right caption.';
    END IF;
    SELECT * INTO former FROM lookalike_internal.wrong_caption w
    WHERE w.entry_id = this_entry.entry_id AND w.field = this_field AND w.caption = this_caption
      AND w.right_caption IS NOT DISTINCT FROM this_right AND w.reason = this_reason
    LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION '% decided that already, for the same reason', former.decided_by
            USING ERRCODE = 'duplicate_object', HINT = 'There is nothing to do. To confirm the decision, give a reason of your own.';
    END IF;
    INSERT INTO lookalike_internal.wrong_caption (entry_id, field, caption, right_caption, decided_by, reason)
    VALUES (this_entry.entry_id, this_field, this_caption, this_right, this_person, this_reason)
    RETURNING decision_id INTO recorded;
    PERFORM lookalike_internal.record_event(
        'decide', this_person, 'caption', recorded::text,
        jsonb_strip_nulls(jsonb_build_object(
            'decision', 'caption wrong', 'reason', this_reason, 'entry_id', this_entry.entry_id,
            'external_id', this_entry.external_id, 'field', this_field, 'caption', this_caption,
            'right_caption', this_right)));
    RETURN recorded;
END
$$;
COMMENT ON FUNCTION lookalike.record_wrong_caption(bigint, text, text, text, text) IS
    'Records that the caption of an entry is wrong, with the reason and, if it is known, the right caption. Returns the number of the decision. field is title or description; without it, the description, or the title of an entry without a description.';

-- Titles and descriptions of a group, without those that people found wrong.
CREATE OR REPLACE FUNCTION lookalike_internal.is_caption_settled(of_group bigint, of_field text) RETURNS boolean
    LANGUAGE sql STABLE PARALLEL SAFE
    SET search_path = pg_catalog, pg_temp
RETURN (
    SELECT count(DISTINCT s.key) FILTER (WHERE NOT s.is_wrong) <= 1 AND bool_or(s.is_wrong)
    FROM (
        SELECT lookalike_internal.text_key(c.caption) COLLATE "C" AS key,
               EXISTS (SELECT FROM lookalike_internal.wrong_caption w
                       WHERE w.entry_id = e.entry_id AND w.field = of_field AND w.caption = c.caption) AS is_wrong
        FROM lookalike_internal.group_entries(
            CASE WHEN of_group > 0 THEN ARRAY[of_group::integer] ELSE '{}' END,
            CASE WHEN of_group < 0 THEN ARRAY[-of_group] ELSE '{}' END) g
        JOIN lookalike_internal.catalogue_entry e ON e.entry_id = g.entry_id AND e.missing_since IS NULL
        CROSS JOIN LATERAL (SELECT CASE of_field WHEN 'title' THEN e.title ELSE e.description END AS caption) c
        WHERE c.caption IS NOT NULL
    ) s
    WHERE s.key IS NOT NULL);
COMMENT ON FUNCTION lookalike_internal.is_caption_settled(bigint, text) IS
    'Whether people found captions of a group wrong, so that the captions that remain do not differ.';
