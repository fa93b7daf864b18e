-- Keys by which ids, names and paths are compared. Indexes rest on the results, so the functions may
-- never change: a better key gets a new name.

-- "O 548/a,b", "O_548-a-b" and "o548ab" are o 548 a b, o 548 a b and o 548 ab.
CREATE OR REPLACE FUNCTION lookalike_internal.id_key(id text) RETURNS text
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN btrim(regexp_replace(regexp_replace(lookalike_internal.fold_text(id), '([0-9]+)', ' \1 ', 'g'),
                            '[^0-9a-z\u00df-\u1fff\u3000-\uffff]+', ' ', 'g'));
COMMENT ON FUNCTION lookalike_internal.id_key(text) IS
    'The runs of letters and the runs of digits in an id, with a space between them.';

CREATE OR REPLACE FUNCTION lookalike_internal.local_id_key(id text) RETURNS text
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN CASE WHEN id LIKE '%:%' THEN nullif(lookalike_internal.id_key(regexp_replace(id, '^.*:', '')), '') END;
COMMENT ON FUNCTION lookalike_internal.local_id_key(text) IS
    'The id_key() of the part of an id after its last colon, such as SNG.O_2 in SVK:SNG.O_2; null without a colon.';

CREATE OR REPLACE FUNCTION lookalike_internal.is_telling_id(id_key text) RETURNS boolean
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN id_key ~ '[0-9]' AND (id_key ~ '[^0-9 ]' OR length(replace(id_key, ' ', '')) >= 5);
COMMENT ON FUNCTION lookalike_internal.is_telling_id(text) IS
    'Whether an id may be only a part of a file name: it has letters and '
    'digits, or five digits; any other id must be the whole name.';

CREATE OR REPLACE FUNCTION lookalike_internal.file_id_key(path text) RETURNS text
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN lookalike_internal.id_key(regexp_replace(regexp_replace(path, '^.*[/\\]', ''), '\.[^.]{1,5}$', ''));
COMMENT ON FUNCTION lookalike_internal.file_id_key(text) IS
    'The runs of letters and of digits in a file name, without its suffix.';

CREATE OR REPLACE FUNCTION lookalike_internal.id_parts(id_key text, lengths integer[])
    RETURNS TABLE (part text, first_part integer, parts integer, is_whole boolean)
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE ROWS 10
BEGIN ATOMIC
    SELECT array_to_string(t.parts[s.n : s.n + l.n - 1], ' '), s.n, l.n, l.n = cardinality(t.parts)
    FROM (SELECT string_to_array(id_parts.id_key, ' ') AS parts) t
    CROSS JOIN LATERAL unnest(id_parts.lengths) AS l (n)
    CROSS JOIN LATERAL generate_series(1, cardinality(t.parts) - l.n + 1) AS s (n);
END;
COMMENT ON FUNCTION lookalike_internal.id_parts(text, integer[]) IS
    'The ids of these lengths in runs that a name may hold, each with its first '
    'run, its number of runs, and whether it is the whole name.';

-- Numbers of records and contracts. "Case 17/b", "CASE-17 B" and "case17b" are case 17 b. A word for "not known" is
-- no number.
CREATE OR REPLACE FUNCTION lookalike_internal.number_key(said text) RETURNS text
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN (
    SELECT CASE WHEN k.key !~ '^(?:0+|n a|na|none|null|nil|unknown|not known|not available|tbd|無|无|不詳|不详|未知)?$' THEN k.key END
    FROM (SELECT btrim(regexp_replace(
        regexp_replace(lookalike_internal.fold_text(normalize(said, NFKC)), '([0-9]+)', ' \1 ', 'g'),
        -- Spaces and punctuation, by their numbers: the locale decides which characters [:punct:] holds.
        '[\u0001-\u002f\u003a-\u0040\u005b-\u0060\u007b-\u00bf\u00d7\u00f7\u2000-\u206f\u2e00-\u2e7f\u3000-\u303f]+',
        ' ', 'g')) AS key OFFSET 0) k);
COMMENT ON FUNCTION lookalike_internal.number_key(text) IS
    'The runs of letters and of digits in the number of a record, without differences of case, spacing, punctuation, '
    'width and diacritics; null where it names nothing.';

-- A series holds many records, so its name alone is no record.
CREATE OR REPLACE FUNCTION lookalike_internal.record_key(
    catalogue_id integer, external_id text, series text, record_no text, contract_no text
) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE
    WHEN lookalike_internal.number_key(record_no) IS NULL AND lookalike_internal.number_key(contract_no) IS NULL
        THEN 'entry ' || catalogue_id || ' ' || external_id
    ELSE 'record ' || coalesce(lookalike_internal.number_key(series), '') || E'\x1f'
         || coalesce(lookalike_internal.number_key(record_no), '') || E'\x1f'
         || coalesce(lookalike_internal.number_key(contract_no), '') END;
COMMENT ON FUNCTION lookalike_internal.record_key(integer, text, text, text, text) IS
    'The record of an entry: its series, record number and contract number; where it gives neither number, its id '
    'within its catalogue.';

CREATE INDEX IF NOT EXISTS catalogue_entry_id_key_idx
    ON lookalike_internal.catalogue_entry (lookalike_internal.id_key(external_id) COLLATE "C");
CREATE INDEX IF NOT EXISTS catalogue_entry_local_id_key_idx
    ON lookalike_internal.catalogue_entry (lookalike_internal.local_id_key(external_id) COLLATE "C")
    WHERE external_id LIKE '%:%';
-- An entry without a number is a record by itself, and its id finds it. A hash index takes a key of any length.
CREATE INDEX IF NOT EXISTS catalogue_entry_record_key_idx
    ON lookalike_internal.catalogue_entry USING hash (
        lookalike_internal.record_key(catalogue_id, external_id, series, record_no, contract_no))
    WHERE record_no IS NOT NULL OR contract_no IS NOT NULL;
-- Few entries state a role, and a classification asks for the role of each image.
CREATE INDEX IF NOT EXISTS catalogue_entry_role_idx
    ON lookalike_internal.catalogue_entry (entry_id) WHERE role IS NOT NULL AND missing_since IS NULL;
