-- Where and when the licence holds that one statement names, who grants it, and its number.

CREATE OR REPLACE FUNCTION lookalike_internal.describe_period(valid_from date, valid_until date, unread text[]) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN nullif(concat_ws(' ',
    'from ' || coalesce(unread[1], to_char(valid_from, 'YYYY-MM-DD')),
    CASE WHEN unread[2] IS NULL AND valid_until = 'infinity' THEN 'for ever'
         ELSE 'until ' || coalesce(unread[2], to_char(valid_until, 'YYYY-MM-DD')) END), '');
COMMENT ON FUNCTION lookalike_internal.describe_period(date, date, text[]) IS
    'The period of a licence in words; a day that could not be read, as it is written. Null where nothing is said.';

-- Not IMMUTABLE: to_char() is not, and so the planner would not inline it.
CREATE OR REPLACE FUNCTION lookalike_internal.mark_day(day date, unread text) RETURNS text
    LANGUAGE sql STABLE PARALLEL SAFE
RETURN coalesce(to_char(day, 'YYYY-MM-DD'), '?' || translate(unread, E'\x1f', ''), '');
COMMENT ON FUNCTION lookalike_internal.mark_day(date, text) IS
    'A day as text; after a question mark, a day that could not be read; empty where nothing is said.';

-- Takes the words of rights_differences(), and what read_statement() found in the texts. A field of the entry outranks
-- the texts. An end of an embargo that cannot be read has not come.
CREATE OR REPLACE FUNCTION lookalike_internal.read_term(
    words text, said_territory text, said_from date, said_until date, said_embargo date
)
    RETURNS TABLE (licensor text, licence_ref text, territory text, places bigint, law bigint, valid_from date, valid_until date,
                   embargo_until date, unread text[], is_published boolean, is_limited boolean)
    LANGUAGE sql IMMUTABLE PARALLEL SAFE ROWS 1
BEGIN ATOMIC
    SELECT nullif(split_part(words, E'\x1f', 6), ''), nullif(split_part(words, E'\x1f', 7), ''), p.territory, p.places,
           lookalike_internal.read_places(nullif(split_part(words, E'\x1f', 9), '')),
           p.valid_from, p.valid_until,
           coalesce(d.days[3], CASE WHEN d.unread[3] IS NULL THEN said_embargo ELSE 'infinity' END),
           d.unread, split_part(words, E'\x1f', 13) <> '',
           p.territory IS NOT NULL AND p.places IS DISTINCT FROM lookalike_internal.all_places()
               OR coalesce(p.valid_until < 'infinity', false) OR d.unread[2] IS NOT NULL
    FROM (
        SELECT array_agg(CASE WHEN s.said ~ '^\d' THEN s.said::date END ORDER BY s.place) AS days,
               array_agg(CASE WHEN s.said LIKE '?%' THEN substr(s.said, 2) END ORDER BY s.place) AS unread
        FROM (VALUES (1, split_part(words, E'\x1f', 10)), (2, split_part(words, E'\x1f', 11)),
                     (3, split_part(words, E'\x1f', 12))) s (place, said)
    ) d
    CROSS JOIN LATERAL (
        SELECT t.territory, lookalike_internal.read_places(t.territory) AS places,
               coalesce(d.days[1], CASE WHEN d.unread[1] IS NULL THEN said_from END) AS valid_from,
               coalesce(d.days[2], CASE WHEN d.unread[2] IS NULL THEN said_until END) AS valid_until
        FROM (SELECT coalesce(nullif(split_part(words, E'\x1f', 8), ''), said_territory) AS territory) t
        OFFSET 0
    ) p;
END;
COMMENT ON FUNCTION lookalike_internal.read_term(text, text, date, date, date) IS
    'The terms of the licence that one statement names: licensor, number, territory, law, days, days that could not be read, whether the picture was published, and whether the licence is limited in place or time. Places and laws are sets of bits.';
