-- The files that an entry names. One cell may name several, and a name may be written as an address.

CREATE OR REPLACE FUNCTION lookalike_internal.is_one_name(said text) RETURNS boolean
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN said !~ '[\n\r\t\v\f\u0085\u2028\u2029|;,；，、｜<%?#]|^[\s"''“„«「]|[\s)\]）"''”»」]$';
COMMENT ON FUNCTION lookalike_internal.is_one_name(text) IS
    'Whether a cell names one file as it is written: it has no mark between names, no quote or note about one, and nothing of an address.';

-- A bar, a tab, a new line or <br> stands between files. A comma or a semicolon does so only after the suffix of a file,
-- its quote and its note, such as (recto). If all names are in quotes, the quotes say where each ends.
CREATE OR REPLACE FUNCTION lookalike_internal.split_files(said text) RETURNS text[]
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
    SELECT CASE
        WHEN lookalike_internal.is_one_name(said) THEN ARRAY[said]
        WHEN btrim(said, p.ends) ~ format('^%1$s(?:(?:[\s|;,；，、｜]|%2$s)+%1$s)+$', p.quoted || p.note, p.line) THEN ARRAY(
            SELECT m.found[1] FROM regexp_matches(said, p.quoted || p.note, 'g') WITH ORDINALITY AS m (found, n) ORDER BY m.n)
        ELSE array_remove(regexp_split_to_array(
            regexp_replace(btrim(said, p.ends), format('(%s["''”»」]?%s)\s*(?:[;,；，、｜]\s*)+', p.suffix, p.note), E'\\1\n', 'g'),
            format('\s*(?:[\n\r\t\v\f\u0085\u2028\u2029|]|%s)\s*', p.line)), '') END
    FROM (SELECT '\.[0-9]{0,3}[[:alpha:]][[:alnum:]]{0,4}(?:[?#][^\s;,|；，、｜]*)?' AS suffix,
                 '(?:\s*[(\[（][^][()（）]*[)\]）])?' AS note,
                 '(?:"[^"]+"|''[^'']+''|[“„][^“”„]+”|«[^«»]+»|「[^「」]+」)' AS quoted,
                 '<[bB][rR](?:\s[^<>]*)?/?>' AS line,
                 E' \t\r\n|;,；，、｜' AS ends) p;
END;
COMMENT ON FUNCTION lookalike_internal.split_files(text) IS 'The names of files in a cell, as they are written.';

CREATE OR REPLACE FUNCTION lookalike_internal.bare_name(said text) RETURNS text
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN btrim(regexp_replace(said, '(\.[0-9]{0,3}[[:alpha:]][[:alnum:]]{0,4}(?:[?#]\S*)?["''”»」]?)\s*[(\[（][^][()（）]*[)\]）]\s*$', '\1'),
             E' \t\r\n"''“”„«»「」');
COMMENT ON FUNCTION lookalike_internal.bare_name(text) IS
    'The name of a file without the quotes about it, and without a note after its suffix, such as (recto).';

CREATE OR REPLACE FUNCTION lookalike_internal.decode_percent(said text) RETURNS text
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN CASE WHEN said !~* '%[0-9a-f]{2}' THEN said ELSE (
    SELECT CASE
        -- UTF-8 without NUL; other bytes are no text.
        WHEN encode(b.bytes, 'hex') ~ '^(?:0[1-9a-f]|[1-7].|c[2-9a-f][89ab].|d.[89ab].|e0[ab].[89ab].|e[1-9abcef][89ab].[89ab].|ed[89].[89ab].|f0[9ab].(?:[89ab].){2}|f[1-3](?:[89ab].){3}|f48.(?:[89ab].){2})*$'
            THEN convert_from(b.bytes, 'UTF8')
        ELSE said END
    FROM (
        SELECT string_agg(CASE WHEN t.token[1] ~* '^%[0-9a-f]{2}$' THEN decode(substr(t.token[1], 2), 'hex')
                               ELSE convert_to(t.token[1], 'UTF8') END, '' ORDER BY t.n) AS bytes
        FROM regexp_matches(said, '%[0-9a-f]{2}|[^%]+|%', 'gi') WITH ORDINALITY AS t (token, n)
    ) b) END;
COMMENT ON FUNCTION lookalike_internal.decode_percent(text) IS
    'A text with its escapes (%20) replaced by the characters that they mean; as it is written where they mean no text.';

CREATE OR REPLACE FUNCTION lookalike_internal.read_address(said text) RETURNS text
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN CASE WHEN said !~ '[%?#]' THEN said
            ELSE lookalike_internal.decode_percent(regexp_replace(
                said, CASE WHEN said ~* '^[a-z][a-z0-9+.-]+://' THEN '[?#].*$'
                           ELSE '(?<=\.[0-9]{0,3}[[:alpha:]][[:alnum:]]{0,4})[?#].*$' END, '')) END;
COMMENT ON FUNCTION lookalike_internal.read_address(text) IS
    'The path in an address: without the query and the fragment at its end, and without escapes such as %20.';

CREATE OR REPLACE FUNCTION lookalike_internal.read_files(file text, digest text)
    RETURNS TABLE (nth integer, reading integer, file text, sha256 bytea)
    LANGUAGE sql IMMUTABLE PARALLEL SAFE ROWS 1
BEGIN ATOMIC
    WITH said AS (
        SELECT lookalike_internal.split_files(read_files.file) AS files,
               CASE WHEN read_files.digest ~ '^[0-9a-f]{64}$' THEN ARRAY[read_files.digest]
                    WHEN length(read_files.digest) > 64 THEN ARRAY(
                        SELECT d.found[1]
                        FROM regexp_matches(lower(read_files.digest), '(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])', 'g')
                             WITH ORDINALITY AS d (found, n) ORDER BY d.n) END AS digests
    ), one AS (
        SELECT f.n::integer AS nth, f.file,
               CASE WHEN cardinality(s.digests) = cardinality(s.files) THEN decode(s.digests[f.n], 'hex') END AS sha256
        FROM said s CROSS JOIN LATERAL unnest(s.files) WITH ORDINALITY AS f (file, n)
    )
    SELECT o.nth, 1, o.file, o.sha256 FROM one o
    UNION ALL
    SELECT o.nth, 2, a.address, NULL
    FROM one o CROSS JOIN LATERAL lookalike_internal.read_address(lookalike_internal.bare_name(o.file)) AS a (address)
    WHERE a.address NOT IN (o.file, '')
    UNION ALL
    -- The cell as one name, in which the comma is a part of the name.
    SELECT 0, n.reading, n.file, NULL
    FROM said s
    CROSS JOIN LATERAL (
        SELECT 1 AS reading, btrim(read_files.file) AS file
        UNION ALL
        SELECT 2, lookalike_internal.bare_name(read_files.file)
        WHERE lookalike_internal.bare_name(read_files.file) <> btrim(read_files.file)
    ) n
    WHERE cardinality(s.files) > 1 AND n.file ~ '[\n\r\t\v\f\u0085\u2028\u2029|;,；，、｜<][^/\\]*$'
    UNION ALL
    -- Digests that cannot be told to belong to one of the files.
    SELECT (coalesce(cardinality(s.files), 0) + d.n)::integer, 1, NULL, decode(d.digest, 'hex')
    FROM said s CROSS JOIN LATERAL unnest(s.digests) WITH ORDINALITY AS d (digest, n)
    WHERE cardinality(s.digests) IS DISTINCT FROM cardinality(s.files);
END;
COMMENT ON FUNCTION lookalike_internal.read_files(text, text) IS
    'The files that an entry names: number, reading (1 as it is written, 2 the name or address in it), name and SHA-256. Number 0 is the cell as one name, '
    'which outranks its parts.';

CREATE INDEX IF NOT EXISTS entry_file_name_key_idx
    ON lookalike_internal.entry_file (lookalike_internal.file_name_key(file) COLLATE "C") WHERE file IS NOT NULL;
CREATE INDEX IF NOT EXISTS entry_file_place_key_idx
    ON lookalike_internal.entry_file (lookalike_internal.file_place_key(file) COLLATE "C") WHERE file IS NOT NULL;
