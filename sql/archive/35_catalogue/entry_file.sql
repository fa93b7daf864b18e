-- The files that an entry names. One cell may name several, and a name may be written as an address.

-- A bar, a tab or a new line stands between files. A comma or a semicolon does so only after the suffix of a file.
CREATE OR REPLACE FUNCTION lookalike_internal.split_files(said text) RETURNS text[]
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN CASE WHEN said !~ '[\n\r\t|;,]' THEN ARRAY[btrim(said)]
            ELSE array_remove(regexp_split_to_array(
                btrim(said, E' \t\r\n|;,'),
                '\s*[\n\r\t|]\s*|(?<=\.[0-9]{0,3}[[:alpha:]][[:alnum:]]{0,4}(?:[?#][^\s;,|]*)?)\s*[;,]\s*(?=[^\s;,])'), '') END;
COMMENT ON FUNCTION lookalike_internal.split_files(text) IS 'The names of files in a cell, as they are written.';

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
    SELECT o.nth, 2, lookalike_internal.read_address(o.file), NULL
    FROM one o WHERE lookalike_internal.read_address(o.file) <> o.file
    UNION ALL
    -- The cell as one name, in which the comma is a part of the name.
    SELECT 0, 1, btrim(read_files.file), NULL
    FROM said s
    WHERE cardinality(s.files) > 1 AND read_files.file !~ '[\n\r\t|]' AND read_files.file ~ '[;,][^/\\]*$'
    UNION ALL
    -- Digests that cannot be told to belong to one of the files.
    SELECT (coalesce(cardinality(s.files), 0) + d.n)::integer, 1, NULL, decode(d.digest, 'hex')
    FROM said s CROSS JOIN LATERAL unnest(s.digests) WITH ORDINALITY AS d (digest, n)
    WHERE cardinality(s.digests) IS DISTINCT FROM cardinality(s.files);
END;
COMMENT ON FUNCTION lookalike_internal.read_files(text, text) IS
    'The files that an entry names: number, reading (1 as it is written, 2 as an address), name and SHA-256. Number 0 is the cell as one name, '
    'which outranks its parts.';

CREATE INDEX IF NOT EXISTS entry_file_name_key_idx
    ON lookalike_internal.entry_file (lookalike_internal.file_name_key(file) COLLATE "C") WHERE file IS NOT NULL;
CREATE INDEX IF NOT EXISTS entry_file_place_key_idx
    ON lookalike_internal.entry_file (lookalike_internal.file_place_key(file) COLLATE "C") WHERE file IS NOT NULL;
