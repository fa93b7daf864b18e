-- What a person may have meant. Every error about a name that is not there says it.

-- The pairs of neighbouring letters, with one space before and after the name.
CREATE OR REPLACE FUNCTION lookalike_internal.letter_pairs(name text) RETURNS text[]
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    SET search_path = pg_catalog, pg_temp
RETURN ARRAY(
    SELECT DISTINCT substr(t.name, n, 2)
    FROM (SELECT ' ' || lookalike_internal.fold_text(letter_pairs.name) || ' ' AS name) t
    CROSS JOIN LATERAL generate_series(1, length(t.name) - 1) AS n);
COMMENT ON FUNCTION lookalike_internal.letter_pairs(text) IS
    'The pairs of letters that follow each other in a name, each once, without differences of case and diacritics.';

CREATE OR REPLACE FUNCTION lookalike_internal.nearest_names(given text, known text[], shown text[] DEFAULT NULL) RETURNS text[]
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    WITH wanted AS (
        SELECT lookalike_internal.letter_pairs(left(given, 300)) AS pairs
    ), name AS (
        SELECT u.shown, lookalike_internal.letter_pairs(left(u.name, 300)) AS pairs
        FROM unnest(known, coalesce(nearest_names.shown, known)) AS u (name, shown)
    ), likeness AS (
        -- Dice's coefficient: 1 for the same pairs of letters, 0 for no common pair.
        SELECT n.shown, 2.0 * (SELECT count(*) FROM unnest(n.pairs) p WHERE p = ANY (w.pairs))
                        / nullif(cardinality(n.pairs) + cardinality(w.pairs), 0) AS share
        FROM name n CROSS JOIN wanted w
    ), near AS (
        SELECT l.shown, l.share FROM likeness l
        WHERE l.share >= greatest(0.5, 0.8 * (SELECT max(m.share) FROM likeness m))
        ORDER BY l.share DESC, l.shown COLLATE "C" LIMIT 3
    )
    SELECT coalesce(array_agg(n.shown ORDER BY n.share DESC, n.shown COLLATE "C"), '{}') FROM near n;
END;
COMMENT ON FUNCTION lookalike_internal.nearest_names(text, text[], text[]) IS
    'At most three of the known names that are most like the given one, the best first; in shown are the words to show for each of them.';

CREATE OR REPLACE FUNCTION lookalike_internal.did_you_mean(given text, known text[], shown text[] DEFAULT NULL) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    SET search_path = pg_catalog, pg_temp
RETURN (
    SELECT CASE WHEN n.names <> '{}' THEN format('Did you mean "%s"? ', array_to_string(n.names, '" or "'))
                WHEN cardinality(known) BETWEEN 1 AND 5 THEN
                format('These exist: "%s". ', array_to_string(coalesce(did_you_mean.shown, known), '", "'))
                ELSE '' END
    FROM (SELECT lookalike_internal.nearest_names(given, known, did_you_mean.shown) AS names) n);
COMMENT ON FUNCTION lookalike_internal.did_you_mean(text, text[], text[]) IS
    'The beginning of a hint: the known names that are like the given one, or all of them if they are few; empty if there is nothing to say.';
