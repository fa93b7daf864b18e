-- Checks the text of rules. A predicate is split into the tokens that PostgreSQL would see. Each token has to be
-- in the vocabulary, and to stand where the list of steps below allows it. So only comparisons of columns reach
-- the server as SQL. A word or a parenthesis before a text would make it a literal of a type (rank 'x'). Any role
-- could own that type, and with it run code of its own: so a value never follows a value.
CREATE OR REPLACE FUNCTION lookalike_internal.find_predicate_fault(
    predicate text, OUT place integer, OUT token text, OUT fault text, OUT hint text
)
    LANGUAGE plpgsql STABLE
    SET search_path = pg_catalog, pg_temp
    SET standard_conforming_strings = on
AS $$
DECLARE
    rest text;
    kind text;
    depth integer := 0;
    opened integer;
    is_called boolean;
    -- The part that the token plays: value, constant (NULL, TRUE, FALSE), function, operator, or the
    -- keyword or sign itself.
    part text;
    -- The part that may come now. value: a value. pattern: a value that LIKE compares. ended: an operator,
    -- keyword or sign that joins the last value to another. not: BETWEEN, LIKE, ILIKE or IN. is and is not: a
    -- constant. list: an opening parenthesis.
    state text := 'value';
    next_state text;
    previous text;
BEGIN
    IF length(predicate) > 4000 THEN
        place := 4001;
        token := '';
        fault := 'the predicate is longer than 4000 characters';
        hint := 'Make several rules of it.';
        RETURN;
    END IF;
    place := 1;
    LOOP
        rest := substr(predicate, place);
        place := place + length(substring(rest FROM '^[ \t\r\n]*'));
        rest := substr(predicate, place);
        EXIT WHEN rest = '';
        token := coalesce(
            substring(rest FROM '^''[^'']*'''),
            substring(rest FROM '^[0-9]+(?:\.[0-9]+)?'),
            substring(rest FROM '^[A-Za-z_][A-Za-z0-9_]*'),
            -- PostgreSQL reads signs that stand together as one operator.
            substring(rest FROM '^[-+*/<>=~!@#%^&|`?:]+'),
            left(rest, 1));
        kind := CASE WHEN left(token, 1) = '''' THEN 'text' WHEN token ~ '^[0-9]' THEN 'number'
                     WHEN token ~ '^[A-Za-z_]' THEN 'word' ELSE 'sign' END;

        IF kind = 'text' THEN
            IF token = '''' THEN
                fault := 'a text that begins here does not end';
                hint := 'Write a text between two single quotes.';
            ELSIF strpos(token, '\') > 0 OR substr(rest, length(token) + 1, 1) IN ('''', '"') THEN
                fault := 'a text may not hold quotes or backslashes';
                hint := 'In a LIKE pattern, _ stands for any one character.';
            -- PostgreSQL ignores most signs in a date, and knows names of zones: so PostgreSQL checks the date.
            -- A pattern is never compared with a date.
            ELSIF state <> 'pattern'
                  AND lower(token COLLATE "C") ~ 'now|today|tomorrow|yesterday|allballs|epoch|infinity'
                  AND (pg_input_is_valid(btrim(token, ''''), 'timestamptz')
                       OR pg_input_is_valid(btrim(token, ''''), 'date')) THEN
                fault := CASE WHEN lower(token COLLATE "C") ~ 'now|today|tomorrow|yesterday'
                              THEN format('%s would mean another day tomorrow', token)
                              ELSE format('%s names a date by a word', token) END;
                hint := 'Write the date: ''2020-12-31''. Use LIKE for a text that is not a date.';
            END IF;
        ELSIF kind = 'number' THEN
            IF substr(rest, length(token) + 1, 1) ~ '[A-Za-z_.]' THEN
                fault := format('"%s" is not a number', substring(rest FROM '^[A-Za-z0-9_.]+'));
                hint := 'Write digits, and a decimal point between digits.';
            END IF;
        ELSIF kind = 'word' THEN
            is_called := rest ~ '^[A-Za-z0-9_]+[ \t\r\n]*\(';
            IF substr(rest, length(token) + 1, 1) IN ('''', '"', '.', '$') THEN
                fault := format('"%s" is not allowed here',
                                substring(rest FROM '^[A-Za-z0-9_]+.[A-Za-z0-9_]*'));
                hint := 'A predicate names columns by themselves, and writes texts between single quotes.';
            ELSIF EXISTS (SELECT FROM lookalike_detail.policy_vocabulary v
                          WHERE v.word = lower(token) AND v.kind = 'keyword')
                  OR EXISTS (SELECT FROM lookalike_detail.policy_vocabulary v
                             WHERE v.word = lower(token)
                               AND v.kind = CASE WHEN is_called THEN 'function' ELSE 'column' END) THEN
                NULL;
            ELSIF is_called THEN
                fault := format('function "%s" is not allowed in a predicate', token);
                hint := 'SELECT word, meaning FROM lookalike_detail.policy_vocabulary WHERE kind = ''function'' lists the allowed functions.';
            ELSIF EXISTS (SELECT FROM lookalike_detail.policy_vocabulary v
                          WHERE v.word = lower(token) AND v.kind = 'function') THEN
                fault := format('function "%s" lacks its arguments', token);
                hint := format('Write %s(...).', lower(token));
            ELSIF EXISTS (SELECT FROM pg_get_keywords() k
                          WHERE k.word = lower(token) AND k.catcode <> 'U') THEN
                fault := format('"%s" is not allowed in a predicate', token);
                hint := 'A predicate compares columns of classification_evidence, and joins comparisons with AND, OR and NOT.';
            ELSE
                fault := format('column "%s" does not exist', token);
                hint := 'SELECT word, type, meaning FROM lookalike_detail.policy_vocabulary WHERE kind = ''column'' lists the columns.';
            END IF;
        ELSIF token = '(' THEN
            depth := depth + 1;
            opened := CASE WHEN depth = 1 THEN place ELSE opened END;
        ELSIF token = ')' THEN
            depth := depth - 1;
            IF depth < 0 THEN
                fault := 'this parenthesis closes no open parenthesis';
                hint := 'Open a parenthesis before it, or remove it.';
            END IF;
        ELSIF token <> ',' AND NOT EXISTS (SELECT FROM lookalike_detail.policy_vocabulary v
                                           WHERE v.word = token AND v.kind = 'operator') THEN
            fault := CASE
                WHEN token ~ '--|/\*|\*/' THEN 'a comment is not allowed in a predicate'
                WHEN token ~ '::' THEN 'a cast is not allowed in a predicate'
                WHEN token = '"' THEN 'a quoted name is not allowed in a predicate'
                ELSE format('"%s" is not allowed in a predicate', token) END;
            hint := 'The operators are = <> != < <= > >= and AND, OR, NOT, IN, BETWEEN, LIKE, ILIKE, IS NULL; put a space between two operators.';
        END IF;
        EXIT WHEN fault IS NOT NULL;

        part := CASE
            WHEN kind IN ('text', 'number') THEN 'value'
            WHEN kind = 'sign' THEN CASE WHEN token IN ('(', ')', ',') THEN token ELSE 'operator' END
            WHEN lower(token) IN ('null', 'true', 'false') THEN 'constant'
            WHEN lower(token) IN ('and', 'or', 'not', 'in', 'between', 'like', 'ilike', 'is') THEN lower(token)
            WHEN is_called THEN 'function'
            ELSE 'value' END;
        SELECT s.to_state INTO next_state
        FROM (VALUES
            ('value', 'value', 'ended'), ('value', 'constant', 'ended'), ('value', 'function', 'list'),
            ('value', '(', 'value'), ('value', 'not', 'value'),
            ('pattern', 'value', 'ended'), ('pattern', 'constant', 'ended'), ('pattern', 'function', 'list'),
            ('pattern', '(', 'value'),
            ('list', '(', 'value'),
            ('ended', ')', 'ended'), ('ended', ',', 'value'), ('ended', 'operator', 'value'),
            ('ended', 'and', 'value'), ('ended', 'or', 'value'), ('ended', 'between', 'value'),
            ('ended', 'like', 'pattern'), ('ended', 'ilike', 'pattern'), ('ended', 'in', 'list'),
            ('ended', 'not', 'not'), ('ended', 'is', 'is'),
            ('not', 'between', 'value'), ('not', 'like', 'pattern'), ('not', 'ilike', 'pattern'),
            ('not', 'in', 'list'),
            ('is', 'not', 'is not'), ('is', 'constant', 'ended'), ('is not', 'constant', 'ended')
        ) AS s (from_state, with_part, to_state)
        WHERE s.from_state = state AND s.with_part = part;
        IF next_state IS NULL THEN
            fault := CASE WHEN previous IS NULL THEN format('a predicate may not begin with %s', token)
                          ELSE format('%s may not follow %s', token, previous) END;
            hint := CASE state
                WHEN 'ended' THEN 'An operator, a keyword or a comma stands between two values. A type name may not stand before a text.'
                WHEN 'not' THEN 'IN, BETWEEN, LIKE or ILIKE stands after a value and NOT.'
                WHEN 'is' THEN 'NULL, TRUE or FALSE stands after IS, or NOT and one of these.'
                WHEN 'is not' THEN 'NULL, TRUE or FALSE stands after IS NOT.'
                WHEN 'list' THEN 'A parenthesis opens here.'
                ELSE 'A value stands here: a column, a number, a text between single quotes, or a condition.' END;
            EXIT;
        END IF;
        state := next_state;
        previous := token;
        place := place + length(token);
    END LOOP;
    IF fault IS NULL AND depth > 0 THEN
        place := opened;
        token := '(';
        fault := 'a parenthesis that opens here is not closed';
        hint := 'Close the parenthesis.';
    ELSIF fault IS NULL AND btrim(predicate, E' \t\r\n') = '' THEN
        place := 1;
        token := '';
        fault := 'the predicate is empty';
        hint := 'Write TRUE for a rule that applies to every image.';
    ELSIF fault IS NULL THEN
        place := NULL;
        token := NULL;
    END IF;
END
$$;
COMMENT ON FUNCTION lookalike_internal.find_predicate_fault(text) IS
    'The first token of a predicate that is not allowed: its place, from 1, the token, the fault in words, and what to do. Nulls where all tokens are allowed.';

CREATE OR REPLACE FUNCTION lookalike_internal.point_at(source text, place integer) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    SET search_path = pg_catalog, pg_temp
RETURN (
    -- The line of the place, and a caret below the place.
    SELECT format(E'%s\n%s^', translate(split_part(substr(source, length(b.before) - length(l.line) + 1), E'\n', 1), E'\t\r', '  '),
                  repeat(' ', length(l.line)))
    FROM (SELECT left(source, place - 1) AS before) b
    CROSS JOIN LATERAL (SELECT substring(b.before FROM '[^\n]*$') AS line) l);
COMMENT ON FUNCTION lookalike_internal.point_at(text, integer) IS
    'The line of a text at a place, counted from 1, with a caret below the place.';

CREATE OR REPLACE FUNCTION lookalike.check_predicate(predicate text) RETURNS void
    LANGUAGE plpgsql STABLE
    SET search_path = pg_catalog, pg_temp
    SET standard_conforming_strings = on
    SET "TimeZone" = 'UTC'
    SET "DateStyle" = 'ISO, MDY'
AS $$
DECLARE
    found_place integer;
    found_fault text;
    found_hint text;
BEGIN
    IF predicate IS NULL THEN
        RAISE EXCEPTION 'a predicate must not be null'
            USING ERRCODE = 'null_value_not_allowed', HINT = 'Write true for a rule that takes all images.';
    END IF;
    SELECT f.place, f.fault, f.hint INTO found_place, found_fault, found_hint
    FROM lookalike_internal.find_predicate_fault(predicate) f;
    IF found_fault IS NOT NULL THEN
        RAISE EXCEPTION '%, at position %', found_fault, found_place
            USING ERRCODE = 'syntax_error', DETAIL = lookalike_internal.point_at(predicate, found_place),
                  HINT = found_hint;
    END IF;
    -- The server checks the types: its own message points at the fault.
    EXECUTE 'SELECT FROM (SELECT (NULL::lookalike_detail.classification_evidence).*) AS e WHERE (' || predicate || E'\n)';
END
$$;
COMMENT ON FUNCTION lookalike.check_predicate(text) IS
    'Raises an error for a predicate that is not a condition on the columns of classification_evidence. The error names the token and its position.';

CREATE OR REPLACE FUNCTION lookalike_internal.split_template(template text)
    RETURNS TABLE (place integer, part text, column_name text, fault text)
    LANGUAGE sql STABLE
    SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT (1 + coalesce(sum(length(t.token)) OVER (
               ORDER BY t.nth ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0))::integer,
           CASE t.token WHEN '{{' THEN '{' WHEN '}}' THEN '}' ELSE t.token END,
           v.word,
           CASE WHEN t.token IN ('{', '}') THEN format('"%s" is not part of a placeholder', t.token)
                WHEN t.token ~ '^\{[^{]' AND v.word IS NULL
                THEN format('column "%s" does not exist', btrim(t.token, '{}')) END
    FROM (SELECT m.found[1] AS token, m.nth
          FROM regexp_matches(split_template.template, '\{\{|\}\}|\{[^{}]*\}|[{}]|[^{}]+', 'g')
               WITH ORDINALITY AS m (found, nth)) t
    LEFT JOIN lookalike_detail.policy_vocabulary v
      ON v.kind = 'column' AND t.token = '{' || v.word || '}'
    ORDER BY t.nth;
END;
COMMENT ON FUNCTION lookalike_internal.split_template(text) IS
    'The parts of a template for a reason, in order: a text, or the column of a placeholder, with its fault, if it has one.';

CREATE OR REPLACE FUNCTION lookalike_internal.check_template(template text) RETURNS void
    LANGUAGE plpgsql STABLE
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    found_place integer;
    found_fault text;
BEGIN
    SELECT s.place, s.fault INTO found_place, found_fault
    FROM lookalike_internal.split_template(template) s WHERE s.fault IS NOT NULL ORDER BY s.place LIMIT 1;
    IF found_fault IS NOT NULL THEN
        RAISE EXCEPTION '%, at position % of the reason', found_fault, found_place
            USING ERRCODE = 'syntax_error', DETAIL = lookalike_internal.point_at(template, found_place),
                  HINT = 'Write {column} for a column of classification_evidence, and {{ and }} for braces.';
    END IF;
    IF coalesce(btrim(template, E' \t\r\n'), '') = '' THEN
        RAISE EXCEPTION 'a reason must not be empty' USING ERRCODE = 'invalid_parameter_value',
            HINT = 'Write {evidence} for the words of the archive itself.';
    END IF;
END
$$;
COMMENT ON FUNCTION lookalike_internal.check_template(text) IS
    'Raises an error for a template of a reason whose placeholders name no column of classification_evidence.';
