-- In locale C, lower() changes only ASCII. Decomposed (NFD), an accented Latin letter is ASCII and marks.
CREATE OR REPLACE FUNCTION lookalike_internal.fold_case(said text) RETURNS text
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN CASE WHEN octet_length(said) = length(said) THEN lower(said COLLATE "C") ELSE translate(
    lower(normalize(said, NFD) COLLATE "C"),
    'ÆŒØŁĐÐÞĦŊŦΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩАБВГДЕЖЗИКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯЄІЂЉЊЋЏ',
    'æœøłđðþħŋŧαβγδεζηθικλμνξοπρστυφχψωабвгдежзиклмнопрстуфхцчшщъыьэюяєіђљњћџ') END;
COMMENT ON FUNCTION lookalike_internal.fold_case(text) IS
    'A text without differences of case and of Unicode normalisation form; the same in every locale.';

CREATE OR REPLACE FUNCTION lookalike_internal.fold_text(said text) RETURNS text
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN CASE WHEN octet_length(said) = length(said) THEN lower(said COLLATE "C") ELSE translate(
    regexp_replace(lookalike_internal.fold_case(said), '[\u0300-\u036f]', '', 'g'), 'øłđ', 'old') END;
COMMENT ON FUNCTION lookalike_internal.fold_text(text) IS
    'A text without differences of case and diacritics; the same in every locale.';

CREATE OR REPLACE FUNCTION lookalike_internal.file_name_key(path text) RETURNS text
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN left(lookalike_internal.fold_case(regexp_replace(path, '^.*[/\\]', '')), 300);  -- an index can hold so many
COMMENT ON FUNCTION lookalike_internal.file_name_key(text) IS
    'The last part of a path, after / or \, without differences of case and Unicode normalisation form.';

CREATE OR REPLACE FUNCTION lookalike_internal.path_key(path text) RETURNS text
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN ltrim(regexp_replace(replace(lookalike_internal.fold_case(path), '\', '/'),
                            '^file:|^[a-z]:(?=/)|(^|(?<=/))(\./)+|/+(?=/)', '', 'g'), '/');
COMMENT ON FUNCTION lookalike_internal.path_key(text) IS
    'A path with / between its parts, without drive, differences of case and of Unicode normalisation form.';

CREATE OR REPLACE FUNCTION lookalike_internal.file_place_key(path text) RETURNS text
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN left(substring(lookalike_internal.path_key(path) FROM '[^/]*/?[^/]*$'), 600);
COMMENT ON FUNCTION lookalike_internal.file_place_key(text) IS
    'The last folder and the file name of a path, written as path_key does; the name alone where there is no folder.';
