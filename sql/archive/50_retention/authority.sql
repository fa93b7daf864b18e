-- Disposal authorities: how long images are kept, what happens then, and who said so.

CREATE OR REPLACE FUNCTION lookalike_internal.is_in_force(valid_from date, valid_to date, on_day date) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN on_day >= valid_from AND (valid_to IS NULL OR on_day <= valid_to);
COMMENT ON FUNCTION lookalike_internal.is_in_force(date, date, date) IS
    'Whether an authority with this first and last day is in force on a day.';

CREATE OR REPLACE FUNCTION lookalike.add_authority(
    code text, action text, issued_by text, by text, trigger text DEFAULT NULL, period interval DEFAULT NULL,
    series text DEFAULT NULL, valid_from date DEFAULT NULL, valid_to date DEFAULT NULL
) RETURNS integer
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    SET "TimeZone" = 'UTC'
    SET "DateStyle" = 'ISO, MDY'
AS $$
#variable_conflict use_variable
DECLARE
    this_person text := lookalike_internal.confirm_person(by);
    this_code text := btrim(coalesce(code, ''), E' \t\r\n');
    this_issuer text := btrim(coalesce(issued_by, ''), E' \t\r\n');
    this_series text := nullif(btrim(series, E' \t\r\n'), '');
    this_action text := CASE lower(btrim(action)) WHEN 'quarantine' THEN 'set aside' ELSE lower(btrim(action)) END;
    this_trigger text := lower(btrim(trigger));
    first_day date := coalesce(valid_from, current_date);
    other lookalike_internal.disposal_authority;
    added integer;
BEGIN
    IF this_code = '' OR this_issuer = '' THEN
        RAISE EXCEPTION 'a disposal authority has to have a code and an issuer'
            USING ERRCODE = 'invalid_parameter_value',
                  HINT = 'Give the code by which people name it, and the person or office that issued it.';
    END IF;
    IF coalesce(this_action, '') NOT IN ('retain', 'review', 'transfer', 'set aside') THEN
        RAISE EXCEPTION 'unknown action "%"', coalesce(action, '')
            USING ERRCODE = 'invalid_parameter_value', HINT = 'Use retain, review, transfer or set aside.';
    END IF;
    IF this_action = 'retain' AND num_nonnulls(trigger, period) > 0 THEN
        RAISE EXCEPTION 'what is retained has no period'
            USING ERRCODE = 'invalid_parameter_value',
                  DETAIL = 'Action retain keeps images for good.',
                  HINT = 'Leave out trigger and period, or use action review.';
    ELSIF this_action <> 'retain' AND num_nulls(trigger, period) > 0 THEN
        RAISE EXCEPTION 'action "%" has to have a trigger and a period', this_action
            USING ERRCODE = 'invalid_parameter_value',
                  HINT = 'Give the date to count from (closed, created or published), and how long to keep the images from then on.';
    END IF;
    IF this_trigger NOT IN ('closed', 'created', 'published') THEN
        RAISE EXCEPTION 'unknown trigger "%"', trigger
            USING ERRCODE = 'invalid_parameter_value', HINT = 'Use closed, created or published.';
    END IF;
    IF period NOT BETWEEN '0' AND '1000 years' OR date_trunc('day', period) <> period THEN
        RAISE EXCEPTION 'period "%" is not allowed', period
            USING ERRCODE = 'invalid_parameter_value',
                  HINT = 'Give years, months and days, and at most 1000 years: ''7 years''.';
    END IF;
    IF valid_to < first_day THEN
        RAISE EXCEPTION 'authority "%" would end on %, before it begins on %', this_code, valid_to, first_day
            USING ERRCODE = 'invalid_parameter_value', HINT = 'Give a later last day.';
    END IF;
    -- One session at a time, so that two authorities never cover one series on one day.
    LOCK TABLE lookalike_internal.disposal_authority IN SHARE ROW EXCLUSIVE MODE;
    SELECT a.* INTO other FROM lookalike_internal.disposal_authority a
    WHERE (a.code = this_code OR a.series = this_series)
      AND daterange(a.valid_from, a.valid_to, '[]') && daterange(first_day, valid_to, '[]')
    ORDER BY a.authority_id LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'authority "%" is in force at the same time', other.code
            USING ERRCODE = 'object_not_in_prerequisite_state',
                  DETAIL = CASE WHEN other.code = this_code THEN 'It has the same code.'
                                ELSE format('It covers series "%s", too.', this_series) END,
                  HINT = 'End the authority first, with lookalike.end_authority(), or give other days.';
    END IF;
    INSERT INTO lookalike_internal.disposal_authority (
        code, series, trigger, period, action, issued_by, valid_from, valid_to, added_by)
    VALUES (this_code, this_series, this_trigger, period, this_action, this_issuer, first_day, valid_to, this_person)
    RETURNING authority_id INTO added;
    PERFORM lookalike_internal.record_event('add authority', this_person, 'authority', added::text,
        jsonb_strip_nulls(jsonb_build_object(
            'code', this_code, 'series', this_series, 'trigger', this_trigger, 'period', period::text,
            'action', this_action, 'issued_by', this_issuer, 'valid_from', first_day, 'valid_to', valid_to)));
    RETURN added;
END
$$;
COMMENT ON FUNCTION lookalike.add_authority(text, text, text, text, text, interval, text, date, date) IS
    'Adds a disposal authority and returns its number. It says that images are kept for a period from a date (trigger: closed, created or published), and what happens then (action: review, transfer or set aside); or that they are kept for good (action: retain). It covers the images of a series; without a series, the images to which a rule gives it by naming its code. The first day is today unless valid_from is given. The next classification uses it.';

CREATE OR REPLACE FUNCTION lookalike.end_authority(
    code text, by text, reason text, valid_to date DEFAULT NULL
) RETURNS integer
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    SET "TimeZone" = 'UTC'
    SET "DateStyle" = 'ISO, MDY'
AS $$
#variable_conflict use_variable
DECLARE
    this_person text := lookalike_internal.confirm_person(by);
    this_reason text := lookalike_internal.confirm_reason(reason);
    last_day date := coalesce(valid_to, current_date);
    this lookalike_internal.disposal_authority;
BEGIN
    LOCK TABLE lookalike_internal.disposal_authority IN SHARE ROW EXCLUSIVE MODE;
    SELECT a.* INTO this FROM lookalike_internal.disposal_authority a
    WHERE a.code = btrim(end_authority.code, E' \t\r\n') ORDER BY a.valid_from DESC LIMIT 1;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'authority "%" does not exist', coalesce(code, '')
            USING ERRCODE = 'undefined_object', HINT = lookalike_internal.did_you_mean(code, ARRAY(SELECT DISTINCT a.code FROM lookalike_internal.disposal_authority a ORDER BY a.code))
                         || 'lookalike authority list lists them.';
    END IF;
    IF last_day < this.valid_from OR last_day >= this.valid_to THEN
        RAISE EXCEPTION 'authority "%" cannot end on %', this.code, last_day
            USING ERRCODE = 'invalid_parameter_value',
                  DETAIL = format('It is in force from %s%s.', this.valid_from, ' to ' || this.valid_to),
                  HINT = 'Give a last day in this time.';
    END IF;
    UPDATE lookalike_internal.disposal_authority a
    SET valid_to = last_day, ended_by = this_person, ended_reason = this_reason
    WHERE a.authority_id = this.authority_id;
    PERFORM lookalike_internal.record_event('end authority', this_person, 'authority', this.authority_id::text,
        jsonb_build_object('code', this.code, 'valid_to', last_day, 'reason', this_reason));
    RETURN this.authority_id;
END
$$;
COMMENT ON FUNCTION lookalike.end_authority(text, text, text, date) IS
    'Ends a disposal authority and returns its number: valid_to is its last day, or today. To change an authority, end it and add another. The next classification uses the change.';

CREATE OR REPLACE VIEW lookalike_detail.disposal_authority AS
SELECT a.code,
       a.series,
       a.trigger,
       a.period::text AS period,
       a.action,
       a.issued_by,
       a.valid_from,
       a.valid_to,
       lookalike_internal.is_in_force(a.valid_from, a.valid_to, (SELECT lookalike_internal.get_as_of())) AS is_in_force,
       a.added_by,
       a.added_at,
       a.ended_by,
       a.ended_reason,
       a.authority_id
FROM lookalike_internal.disposal_authority a;
COMMENT ON VIEW lookalike_detail.disposal_authority IS 'Disposal authorities: how long images are kept, and what happens then.';
COMMENT ON COLUMN lookalike_detail.disposal_authority.code IS 'Code by which people and policies name it.';
COMMENT ON COLUMN lookalike_detail.disposal_authority.series IS 'Series of records that it covers; null for an authority that only rules name.';
COMMENT ON COLUMN lookalike_detail.disposal_authority.trigger IS 'The date from which the period counts: closed, created or published; null where images are kept for good.';
COMMENT ON COLUMN lookalike_detail.disposal_authority.period IS 'How long images are kept from that date; null where they are kept for good.';
COMMENT ON COLUMN lookalike_detail.disposal_authority.action IS 'The action when the period ends: retain (for good), review, transfer or set aside.';
COMMENT ON COLUMN lookalike_detail.disposal_authority.issued_by IS 'Name of the person or office that issued it.';
COMMENT ON COLUMN lookalike_detail.disposal_authority.valid_from IS 'The first day on which it is in force.';
COMMENT ON COLUMN lookalike_detail.disposal_authority.valid_to IS 'The last day on which it is in force; null if no end is known.';
COMMENT ON COLUMN lookalike_detail.disposal_authority.is_in_force IS 'Whether it is in force on the day of the last classification.';
COMMENT ON COLUMN lookalike_detail.disposal_authority.added_by IS 'Name of the person who added it.';
COMMENT ON COLUMN lookalike_detail.disposal_authority.added_at IS 'When it was added.';
COMMENT ON COLUMN lookalike_detail.disposal_authority.ended_by IS 'Name of the person who ended it; null if nobody did.';
COMMENT ON COLUMN lookalike_detail.disposal_authority.ended_reason IS 'Reason of that person.';
COMMENT ON COLUMN lookalike_detail.disposal_authority.authority_id IS 'Number of the authority.';
