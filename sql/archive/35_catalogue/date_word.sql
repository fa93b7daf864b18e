-- Words in dates, and the dates of entries that are read again when the words or the rules change.
CREATE OR REPLACE FUNCTION lookalike_internal.read_dates_again(word text DEFAULT NULL) RETURNS bigint
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    changed bigint;
BEGIN
    WITH said AS MATERIALIZED (
        SELECT d.date_text, b.date_from, b.date_to
        FROM (SELECT DISTINCT e.date_text FROM lookalike_internal.catalogue_entry e
              WHERE e.date_text IS NOT NULL
                AND (word IS NULL OR strpos(lookalike_internal.date_key(e.date_text), word) > 0)) d
        CROSS JOIN LATERAL lookalike.parse_date_bounds(d.date_text) b
    )
    UPDATE lookalike_internal.catalogue_entry e SET date_from = s.date_from, date_to = s.date_to
    FROM said s
    WHERE e.date_text = s.date_text AND (e.date_from, e.date_to) IS DISTINCT FROM (s.date_from, s.date_to);
    GET DIAGNOSTICS changed = ROW_COUNT;

    -- Terms keep a day, not their text; but those that could not be read keep the text.
    WITH said AS MATERIALIZED (
        SELECT d.date_text, b.date_from, b.date_to
        FROM (SELECT DISTINCT u.value AS date_text
              FROM lookalike_internal.catalogue_entry e CROSS JOIN LATERAL jsonb_each_text(e.unread) u
              WHERE e.unread <> '{}') d
        CROSS JOIN LATERAL lookalike.parse_date_bounds(d.date_text) b
        WHERE num_nonnulls(b.date_from, b.date_to) > 0
    ), day AS MATERIALIZED (
        SELECT e.entry_id, jsonb_object_agg(u.key, CASE u.key WHEN 'valid_from' THEN s.date_from ELSE s.date_to END) AS days,
               array_agg(u.key) AS keys
        FROM lookalike_internal.catalogue_entry e
        CROSS JOIN LATERAL jsonb_each_text(e.unread) u
        JOIN said s ON s.date_text = u.value AND CASE u.key WHEN 'valid_from' THEN s.date_from ELSE s.date_to END IS NOT NULL
        WHERE e.unread <> '{}'
        GROUP BY e.entry_id
    )
    UPDATE lookalike_internal.catalogue_entry e
    SET closed_on = coalesce((d.days->>'closed_on')::date, e.closed_on),
        valid_from = coalesce((d.days->>'valid_from')::date, e.valid_from),
        valid_until = coalesce((d.days->>'valid_until')::date, e.valid_until),
        embargo_until = coalesce((d.days->>'embargo_until')::date, e.embargo_until),
        unread = e.unread - d.keys
    FROM day d WHERE d.entry_id = e.entry_id;

    -- Days of publication.
    WITH said AS MATERIALIZED (
        SELECT d.published_at, b.date_from, b.date_to
        FROM (SELECT DISTINCT p.published_at FROM lookalike_internal.published_entry p WHERE p.published_at IS NOT NULL) d
        CROSS JOIN LATERAL lookalike.parse_date_bounds(d.published_at) b
    )
    UPDATE lookalike_internal.published_entry p SET issued_from = s.date_from, issued_to = s.date_to
    FROM said s
    WHERE p.published_at = s.published_at AND (p.issued_from, p.issued_to) IS DISTINCT FROM (s.date_from, s.date_to);
    RETURN changed;
END
$$;
COMMENT ON FUNCTION lookalike_internal.read_dates_again(text) IS
    'Reads the dates of all entries again, or those with the word, and returns the number of entries whose dates have changed.';

-- SECURITY DEFINER: a steward changes the words only through these functions, which check and log.
CREATE OR REPLACE FUNCTION lookalike.add_date_word(word text, meaning text, by text, reason text) RETURNS text
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    this_person text := lookalike_internal.confirm_person(by);
    this_reason text := lookalike_internal.confirm_reason(reason);
    wanted text := lookalike_internal.date_key(btrim(coalesce(word, '')));
    former lookalike_internal.date_word;
BEGIN
    IF wanted = '' OR wanted ~ '[0-9]' THEN
        RAISE EXCEPTION 'a word in a date has letters, and no digits'
            USING ERRCODE = 'invalid_parameter_value', HINT = 'Give the word as it is written beside the number, such as "noin".';
    END IF;
    IF meaning IS NULL OR meaning !~ '^era [0-9]{1,4}$'
       AND NOT EXISTS (SELECT FROM lookalike_internal.shipped_date_words() s WHERE s.meaning = meaning) THEN
        RAISE EXCEPTION 'unknown meaning "%"', meaning
            USING ERRCODE = 'invalid_parameter_value',
                  HINT = format('Use %s; or of an era the year before its first year: era 1911.',
                                (SELECT string_agg(s.meaning, ', ') FROM lookalike_internal.shipped_date_words() s WHERE s.meaning !~ '^era'));
    END IF;
    PERFORM lookalike_internal.lock_stage('catalogue');
    PERFORM lookalike_internal.lock_guards();
    SELECT w.* INTO former FROM lookalike_internal.date_word w WHERE w.word = wanted;
    IF FOUND THEN
        RAISE EXCEPTION 'there is a word "%" already', former.written
            USING ERRCODE = 'duplicate_object',
                  DETAIL = format('%s added it as "%s": %s', former.added_by, former.meaning, former.reason),
                  HINT = 'Take it away with remove_date_word() first.';
    END IF;
    INSERT INTO lookalike_internal.date_word (word, written, meaning, added_by, reason)
    VALUES (wanted, btrim(word), meaning, this_person, this_reason);
    PERFORM lookalike_internal.record_event(
        'add date word', this_person, 'date word', wanted,
        jsonb_build_object('written', btrim(word), 'meaning', meaning, 'reason', this_reason,
                           'entries_changed', lookalike_internal.read_dates_again(wanted)));
    RETURN wanted;
END
$$;
COMMENT ON FUNCTION lookalike.add_date_word(text, text, text, text) IS
    'Adds a word that dates use, with the English word that it means, and reads the dates with this word again. Returns the word as it is looked for. It outranks the words that Lookalike knows.';

CREATE OR REPLACE FUNCTION lookalike.remove_date_word(word text, by text, reason text) RETURNS void
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    this_person text := lookalike_internal.confirm_person(by);
    this_reason text := lookalike_internal.confirm_reason(reason);
    former lookalike_internal.date_word;
BEGIN
    PERFORM lookalike_internal.lock_stage('catalogue');
    PERFORM lookalike_internal.lock_guards();
    DELETE FROM lookalike_internal.date_word w
    WHERE w.word = lookalike_internal.date_key(btrim(coalesce(word, '')))
    RETURNING w.* INTO former;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'there is no word "%"', word
            USING ERRCODE = 'undefined_object',
                  DETAIL = 'Only words that people added can be removed.',
                  HINT = 'SELECT * FROM lookalike_detail.date_word WHERE added_by IS NOT NULL lists them.';
    END IF;
    PERFORM lookalike_internal.record_event(
        'remove date word', this_person, 'date word', former.word,
        jsonb_build_object('written', former.written, 'meaning', former.meaning, 'reason', this_reason,
                           'entries_changed', lookalike_internal.read_dates_again(former.word)));
END
$$;
COMMENT ON FUNCTION lookalike.remove_date_word(text, text, text) IS
    'Takes away a word that add_date_word() added, and reads the dates with this word again.';
