-- What ids, names and paths are compared by. Indexes rest on the results, so these may never change:
-- a better key gets a new name.

-- lower() knows only ASCII in locale C. Decomposed (NFD), accented Latin letters are ASCII and marks.
CREATE OR REPLACE FUNCTION lookalike.fold_case(said text) RETURNS text
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN CASE WHEN octet_length(said) = length(said) THEN lower(said COLLATE "C") ELSE translate(
    lower(normalize(said, NFD) COLLATE "C"),
    'ÆŒØŁĐÐÞĦŊŦΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩАБВГДЕЖЗИКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯЄІЂЉЊЋЏ',
    'æœøłđðþħŋŧαβγδεζηθικλμνξοπρστυφχψωабвгдежзиклмнопрстуфхцчшщъыьэюяєіђљњћџ') END;
COMMENT ON FUNCTION lookalike.fold_case(text) IS
    'A text without differences of case and of Unicode normalisation form; the same in every locale.';

CREATE OR REPLACE FUNCTION lookalike.fold_text(said text) RETURNS text
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN CASE WHEN octet_length(said) = length(said) THEN lower(said COLLATE "C") ELSE translate(
    regexp_replace(lookalike.fold_case(said), '[\u0300-\u036f]', '', 'g'), 'øłđ', 'old') END;
COMMENT ON FUNCTION lookalike.fold_text(text) IS
    'A text without differences of case and diacritics; the same in every locale.';

CREATE OR REPLACE FUNCTION lookalike.file_name_key(path text) RETURNS text
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN left(lookalike.fold_case(regexp_replace(path, '^.*[/\\]', '')), 300);  -- what an index can hold
COMMENT ON FUNCTION lookalike.file_name_key(text) IS
    'The last part of a path, after / or \, without differences of case and Unicode normalisation form.';

CREATE OR REPLACE FUNCTION lookalike.path_key(path text) RETURNS text
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN ltrim(regexp_replace(replace(lookalike.fold_case(path), '\', '/'),
                            '^file:|^[a-z]:(?=/)|(^|(?<=/))(\./)+|/+(?=/)', '', 'g'), '/');
COMMENT ON FUNCTION lookalike.path_key(text) IS
    'A path with / between its parts, without drive, differences of case and of Unicode normalisation form.';

CREATE OR REPLACE FUNCTION lookalike.file_place_key(path text) RETURNS text
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN left(substring(lookalike.path_key(path) FROM '[^/]*/?[^/]*$'), 600);
COMMENT ON FUNCTION lookalike.file_place_key(text) IS
    'The last folder and the name of a path, compared as path_key does; the name alone where there is no folder.';

-- "O 548/a,b", "O_548-a-b" and "o548ab" are o 548 a b, o 548 a b and o 548 ab.
CREATE OR REPLACE FUNCTION lookalike.id_key(id text) RETURNS text
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN btrim(regexp_replace(regexp_replace(lookalike.fold_text(id), '([0-9]+)', ' \1 ', 'g'),
                            '[^0-9a-z\u00df-\u1fff\u3000-\uffff]+', ' ', 'g'));
COMMENT ON FUNCTION lookalike.id_key(text) IS
    'The runs of letters and the runs of digits in an id, with a space between them.';

CREATE OR REPLACE FUNCTION lookalike.local_id_key(id text) RETURNS text
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN CASE WHEN id LIKE '%:%' THEN nullif(lookalike.id_key(regexp_replace(id, '^.*:', '')), '') END;
COMMENT ON FUNCTION lookalike.local_id_key(text) IS
    'The same of what follows the last colon of an id, such as SNG.O_2 in SVK:SNG.O_2; null without a colon.';

CREATE OR REPLACE FUNCTION lookalike.is_telling_id(id_key text) RETURNS boolean
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN id_key ~ '[0-9]' AND (id_key ~ '[^0-9 ]' OR length(replace(id_key, ' ', '')) >= 5);
COMMENT ON FUNCTION lookalike.is_telling_id(text) IS
    'Whether an id is one wherever it stands in a file name: it has letters and digits, or five digits; another has to be the whole name.';

CREATE OR REPLACE FUNCTION lookalike.file_id_key(path text) RETURNS text
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN lookalike.id_key(regexp_replace(regexp_replace(path, '^.*[/\\]', ''), '\.[^.]{1,5}$', ''));
COMMENT ON FUNCTION lookalike.file_id_key(text) IS
    'The runs of letters and of digits in a file name, without its suffix.';

CREATE OR REPLACE FUNCTION lookalike.id_parts(id_key text, lengths integer[])
    RETURNS TABLE (part text, first_part integer, parts integer, is_whole boolean)
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE ROWS 10
BEGIN ATOMIC
    SELECT array_to_string(t.parts[s.n : s.n + l.n - 1], ' '), s.n, l.n, l.n = cardinality(t.parts)
    FROM (SELECT string_to_array(id_parts.id_key, ' ') AS parts) t
    CROSS JOIN LATERAL unnest(id_parts.lengths) AS l (n)
    CROSS JOIN LATERAL generate_series(1, cardinality(t.parts) - l.n + 1) AS s (n);
END;
COMMENT ON FUNCTION lookalike.id_parts(text, integer[]) IS
    'The ids of so many runs that such a name may hold: each with where it begins, and whether it is the whole name.';

-- Here and not in tables_0004.sql: they rest on these functions.
CREATE INDEX IF NOT EXISTS image_file_name_key_idx
    ON lookalike.image (lookalike.file_name_key(path) COLLATE "C");
CREATE INDEX IF NOT EXISTS catalogue_entry_file_name_key_idx
    ON lookalike.catalogue_entry (lookalike.file_name_key(file) COLLATE "C") WHERE file IS NOT NULL;
CREATE INDEX IF NOT EXISTS catalogue_entry_file_place_key_idx
    ON lookalike.catalogue_entry (lookalike.file_place_key(file) COLLATE "C") WHERE file IS NOT NULL;
CREATE INDEX IF NOT EXISTS catalogue_entry_id_key_idx
    ON lookalike.catalogue_entry (lookalike.id_key(external_id) COLLATE "C");
CREATE INDEX IF NOT EXISTS catalogue_entry_local_id_key_idx
    ON lookalike.catalogue_entry (lookalike.local_id_key(external_id) COLLATE "C")
    WHERE external_id LIKE '%:%';
CREATE INDEX IF NOT EXISTS catalogue_entry_digest_idx
    ON lookalike.catalogue_entry (digest COLLATE "C") WHERE length(digest) = 64;
