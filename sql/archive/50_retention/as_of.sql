-- Facts that count years are true on one day. That day is recorded with each classification.

CREATE OR REPLACE FUNCTION lookalike_internal.get_as_of() RETURNS date
    LANGUAGE sql STABLE
    SET search_path = pg_catalog, pg_temp
RETURN coalesce((
    SELECT (r.settings ->> 'as_of')::date FROM lookalike_internal.run r
    WHERE r.stage = 'classify' AND r.state = 'finished'
    ORDER BY r.run_id DESC LIMIT 1), (now() AT TIME ZONE 'UTC')::date);
COMMENT ON FUNCTION lookalike_internal.get_as_of() IS
    'The day for which the last classification was made; today, by UTC, if there was none.';

CREATE OR REPLACE FUNCTION lookalike_internal.count_years(since date, until date) RETURNS integer
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN extract(year FROM until)::integer - extract(year FROM since)::integer
    - (since + make_interval(years => extract(year FROM until)::integer - extract(year FROM since)::integer) > until)::integer;
COMMENT ON FUNCTION lookalike_internal.count_years(date, date) IS
    'How many full years lie between two days; negative if the first day is the later one.';

CREATE OR REPLACE FUNCTION lookalike_internal.next_anniversary(since date, until date) RETURNS date
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (since + make_interval(years => lookalike_internal.count_years(since, until) + 1))::date;
COMMENT ON FUNCTION lookalike_internal.next_anniversary(date, date) IS
    'The next day on which count_years() gives another number.';

-- The capture date in a scan is later than the picture, so an image is kept too long rather than too short.
CREATE OR REPLACE FUNCTION lookalike_internal.creation_day(created_to date, captured_at timestamptz) RETURNS date
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN coalesce(created_to, (captured_at AT TIME ZONE 'UTC')::date);
COMMENT ON FUNCTION lookalike_internal.creation_day(date, timestamptz) IS
    'The latest day on which a picture may have been made: by its entries, or else by the capture date in the file.';

CREATE OR REPLACE FUNCTION lookalike_internal.due_day(
    trigger text, period interval, closed_on date, created_on date, published_on date
) RETURNS date
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (CASE trigger WHEN 'closed' THEN closed_on WHEN 'created' THEN created_on
                     WHEN 'published' THEN published_on END + period)::date;
COMMENT ON FUNCTION lookalike_internal.due_day(text, interval, date, date, date) IS
    'The day on which the period of a disposal authority ends; null where the date to count from is not known, or there is no period.';
