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

CREATE INDEX IF NOT EXISTS catalogue_entry_file_name_key_idx
    ON lookalike_internal.catalogue_entry (lookalike_internal.file_name_key(file) COLLATE "C") WHERE file IS NOT NULL;
CREATE INDEX IF NOT EXISTS catalogue_entry_file_place_key_idx
    ON lookalike_internal.catalogue_entry (lookalike_internal.file_place_key(file) COLLATE "C") WHERE file IS NOT NULL;
CREATE INDEX IF NOT EXISTS catalogue_entry_id_key_idx
    ON lookalike_internal.catalogue_entry (lookalike_internal.id_key(external_id) COLLATE "C");
CREATE INDEX IF NOT EXISTS catalogue_entry_local_id_key_idx
    ON lookalike_internal.catalogue_entry (lookalike_internal.local_id_key(external_id) COLLATE "C")
    WHERE external_id LIKE '%:%';
CREATE INDEX IF NOT EXISTS catalogue_entry_digest_idx
    ON lookalike_internal.catalogue_entry (digest COLLATE "C") WHERE length(digest) = 64;
