-- Names of people and bodies: "Holub, Ivan" is "Ivan Holub", and "I. Holub" may be the same person.

CREATE OR REPLACE FUNCTION lookalike.name_key(said text) RETURNS text
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN (
    SELECT string_agg(DISTINCT n.name, '; ' ORDER BY n.name)
    FROM (
        -- The order of the words is a habit of the cataloguer.
        SELECT (SELECT string_agg(w.word, ' ' ORDER BY w.word COLLATE "C")
                FROM string_to_table(p.plain, ' ') AS w (word)
                WHERE w.word <> '') COLLATE "C" AS name
        FROM (
            SELECT regexp_replace(lookalike.plain_text(regexp_replace(
                       s.part,
                       -- "Photo: ", and years of life or doubts in brackets.
                       '^\s*(?:photo|foto|image|author|autor)[a-z]*\s*(?::|\mby\M)|\([^)]*(?:\d|\?|attr|prob|pravd)[^)]*\)',
                       '', 'gi')),
                       -- Legal forms and doubts.
                       '\m(?:ltd|limited|inc|incorporated|gmbh|llc|plc|corp|corporation|sro|s r o|probably|possibly|pravdepodobne|pripisovane|attributed(?: to)?)\M',
                       '', 'g') AS plain
            FROM regexp_split_to_table(regexp_replace(said, '^\s*n/a\s*$', '', 'i'), '(?i)[;|&/\n]|\m(?:and|und)\M') AS s (part)
            OFFSET 0
        ) p
        WHERE p.plain !~ '\m(?:unknown|unidentified|undetermined|anon(?:ym[a-z]*)?|neznam[a-z]*|neuveden[a-z]*|unbekannt[a-z]*|inconnu[a-z]*|desconocid[a-z]*|sconosciut[a-z]*|ismeretlen|nieznan[a-z]*|not (?:known|recorded|stated|given|specified))\M|^ *(?:佚名|無名氏|不詳|未詳|未知|不明|不知名) *$|^ *(?:n ?n|s ?n|n ?a|none|null|nil|tbd)? *$'
    ) n
    WHERE n.name IS NOT NULL);
COMMENT ON FUNCTION lookalike.name_key(text) IS
    'The key by which names are compared: their words in alphabetical order, without legal forms, years of life and doubts. A text may hold several names. Null for unknown, anonymous, neznámy and the like.';

-- Takes the keys of two single names. Words that only one name has must be initials of each other, and both
-- names must share one whole word: "I. H." may be anybody.
CREATE OR REPLACE FUNCTION lookalike_internal.is_same_name(a text, b text) RETURNS boolean
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN a = b OR (
    SELECT cardinality(w.a) = cardinality(w.b)
       AND EXISTS (SELECT FROM unnest(w.a) AS x (word) WHERE length(x.word) > 1 AND x.word = ANY (w.b))
       AND NOT EXISTS (
           SELECT
           FROM (SELECT x.word, row_number() OVER (ORDER BY x.word COLLATE "C") AS place
                 FROM unnest(w.a) AS x (word) WHERE x.word <> ALL (w.b)) x
           FULL JOIN (SELECT y.word, row_number() OVER (ORDER BY y.word COLLATE "C") AS place
                      FROM unnest(w.b) AS y (word) WHERE y.word <> ALL (w.a)) y USING (place)
           WHERE (left(x.word, 1) = left(y.word, 1)
                  -- An initial is a letter of an alphabet: "Tray 2" is not "Tray 20".
                  AND (x.word ~ '^[a-z\u0370-\u052f]$' OR y.word ~ '^[a-z\u0370-\u052f]$')) IS NOT TRUE)
    FROM (SELECT string_to_array(a, ' ') AS a, string_to_array(b, ' ') AS b) w);
COMMENT ON FUNCTION lookalike_internal.is_same_name(text, text) IS
    'Whether two names, by their keys, may be the same name: all words are equal, or one is an initial of the other.';

CREATE OR REPLACE FUNCTION lookalike_internal.is_same_names(a text, b text) RETURNS boolean
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN a = b OR (
    NOT EXISTS (SELECT FROM string_to_table(a, '; ') AS x (name)
                WHERE NOT EXISTS (SELECT FROM string_to_table(b, '; ') AS y (name)
                                  WHERE lookalike_internal.is_same_name(x.name, y.name)))
    AND NOT EXISTS (SELECT FROM string_to_table(b, '; ') AS y (name)
                    WHERE NOT EXISTS (SELECT FROM string_to_table(a, '; ') AS x (name)
                                      WHERE lookalike_internal.is_same_name(x.name, y.name))));
COMMENT ON FUNCTION lookalike_internal.is_same_names(text, text) IS
    'Whether two lists of names, by their keys, may be the same: each name in either list may be a name in the other list.';

CREATE OR REPLACE FUNCTION lookalike_internal.names_disagree(keys text[]) RETURNS boolean
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN CASE
    -- Most keys have no initials: then keys that differ are different names.
    WHEN array_to_string(keys, '; ') !~ '(?:^| )[a-z\u0370-\u052f](?:[ ;]|$)' THEN keys[1] <> ANY (keys)
    ELSE EXISTS (
        SELECT FROM unnest(keys) WITH ORDINALITY AS a (key, place)
        JOIN unnest(keys) WITH ORDINALITY AS b (key, place) ON a.place < b.place
        WHERE NOT lookalike_internal.is_same_names(a.key, b.key)) END;
COMMENT ON FUNCTION lookalike_internal.names_disagree(text[]) IS
    'Whether two of these names, by their keys, cannot be the same.';
