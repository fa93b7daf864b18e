-- Phrases that people added outrank the rules: a phrase is taken out of the text, and the rules read the rest.
CREATE OR REPLACE FUNCTION lookalike_internal.rights_phrase(said text) RETURNS text
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN lookalike_internal.fold_chinese(lookalike_internal.rights_text(said));
COMMENT ON FUNCTION lookalike_internal.rights_phrase(text) IS
    'A phrase about rights as it is looked for in statements.';

CREATE OR REPLACE FUNCTION lookalike_internal.phrase_pattern(phrase text) RETURNS text
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN CASE WHEN lookalike_internal.is_chinese(phrase) THEN phrase ELSE format('\m%s\M', phrase) END;
COMMENT ON FUNCTION lookalike_internal.phrase_pattern(text) IS
    'A pattern of a phrase: whole words, but for Chinese, which has no spaces between words.';

-- read_rights with the phrases of the archive, and with the place and time that the words name. A licence that is limited
-- in place or time is a restriction. A phrase changes no key: a conflict that is settled stays settled.
CREATE OR REPLACE FUNCTION lookalike_internal.read_statement(said text)
    RETURNS TABLE (plain text, code text, marks integer, key text, is_read boolean, territory text,
                   valid_from date, valid_until date, embargo_until date)
    LANGUAGE sql STABLE PARALLEL SAFE ROWS 1
BEGIN ATOMIC
    SELECT w.plain, r.code, r.marks | coalesce(f.marks, 0) | CASE WHEN l.is_limited THEN 8 ELSE 0 END,
           CASE WHEN f.marks IS NULL THEN r.key END,
           r.key IS NOT NULL OR f.marks IS NOT NULL OR l.is_limited
               OR lookalike_internal.strip_doubts(lookalike_internal.translate_chinese(w.plain)) = '',
           s.territory, s.valid_from, s.valid_until, s.embargo_until
    FROM (SELECT lookalike_internal.rights_text(said) AS plain,
                 (SELECT string_agg(lookalike_internal.phrase_pattern(t.phrase), '|') FROM lookalike_internal.rights_term t) AS pattern
          OFFSET 0) w
    CROSS JOIN LATERAL (
        SELECT CASE WHEN w.pattern IS NOT NULL THEN (
            SELECT bit_or(CASE t.category WHEN 'public domain' THEN 1 WHEN 'no known copyright' THEN 32 WHEN 'open licence' THEN 2
                                          WHEN 'in copyright' THEN 4 WHEN 'all rights reserved' THEN 20 WHEN 'restricted' THEN 8
                                          ELSE 0 END)
            FROM regexp_matches(lookalike_internal.fold_chinese(w.plain), w.pattern, 'g') AS m (phrase)
            JOIN lookalike_internal.rights_term t ON t.phrase = m.phrase[1]) END AS marks
        OFFSET 0
    ) f
    CROSS JOIN LATERAL lookalike_internal.read_rights(
        CASE WHEN f.marks IS NULL THEN said
             ELSE regexp_replace(lookalike_internal.fold_chinese(w.plain), w.pattern, ' ', 'g') END) r
    CROSS JOIN LATERAL lookalike_internal.read_scope(said) s
    CROSS JOIN LATERAL (
        SELECT (s.valid_until < 'infinity' OR s.embargo_until IS NOT NULL
                OR lookalike_internal.read_places(s.territory) <> lookalike_internal.all_places()) IS TRUE AS is_limited
        OFFSET 0
    ) l;
END;
COMMENT ON FUNCTION lookalike_internal.read_statement(text) IS
    'Reads a statement of rights as read_rights does, with the phrases that people added, and with the territory and the days that it names; says whether it could be read.';

-- STABLE, because people may add phrases.
CREATE OR REPLACE FUNCTION lookalike.rights_category(statement text) RETURNS text
    LANGUAGE sql STABLE PARALLEL SAFE
RETURN (SELECT lookalike_internal.describe_rights(r.marks) FROM lookalike_internal.read_statement(coalesce(statement, '')) r);
COMMENT ON FUNCTION lookalike.rights_category(text) IS
    'The category of a statement of rights or a licence: public domain, no known copyright, public domain in the US, open licence, in copyright, restricted or undetermined.';
