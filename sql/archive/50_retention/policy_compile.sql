-- Makes one query over the evidence out of the rules.

CREATE OR REPLACE FUNCTION lookalike_internal.compile_template(template text) RETURNS text
    LANGUAGE sql STABLE
    SET search_path = pg_catalog, pg_temp
RETURN (
    SELECT string_agg(
        CASE WHEN s.column_name IS NULL THEN quote_literal(s.part)
             WHEN v.type = 'timestamp with time zone'
                 THEN format($f$coalesce(to_char(e.%I, 'YYYY-MM-DD HH24:MI:SS'), 'unknown')$f$, s.column_name)
             WHEN v.type = 'boolean'
                 THEN format($f$CASE e.%I WHEN true THEN 'yes' WHEN false THEN 'no' ELSE 'unknown' END$f$, s.column_name)
             ELSE format($f$coalesce(nullif(e.%I::text, ''), 'unknown')$f$, s.column_name) END,
        ' || ' ORDER BY s.place)
    FROM lookalike_internal.split_template(template) s
    LEFT JOIN lookalike_detail.policy_vocabulary v ON v.kind = 'column' AND v.word = s.column_name);
COMMENT ON FUNCTION lookalike_internal.compile_template(text) IS
    'The template of a reason as an SQL expression over a row e of classification_evidence.';

CREATE OR REPLACE FUNCTION lookalike_internal.names_fact(rules jsonb, fact text) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    SET search_path = pg_catalog, pg_temp
RETURN EXISTS (
    SELECT FROM jsonb_array_elements(rules) r
    WHERE concat_ws(' ', r.value ->> 'predicate', r.value ->> 'reason') ~* format('\m%s\M', fact));
COMMENT ON FUNCTION lookalike_internal.names_fact(jsonb, text) IS
    'Whether rules use a column of classification_evidence, or have its name in a text.';

-- Checks the rules again: rows can come into a table without its triggers. A rule whose authority is a disposal
-- authority proposes no disposal while that authority is not in force.
CREATE OR REPLACE FUNCTION lookalike_internal.compile_rules(rules jsonb, as_of date) RETURNS text
    LANGUAGE plpgsql STABLE
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    rule record;
    known lookalike_internal.disposal_authority;
    is_ended boolean;
    nth integer := 0;
    conditions text := '';
    reasons text := '';
    results text := '';
    changes text;
    -- Days are read from entries only for a rule that needs them.
    due text := 'e.due_on';
BEGIN
    FOR rule IN SELECT r.* FROM lookalike_internal.read_rules(rules) r ORDER BY r.priority LOOP
        BEGIN
            PERFORM lookalike.check_predicate(rule.predicate);
            PERFORM lookalike_internal.check_template(rule.reason);
        EXCEPTION WHEN syntax_error THEN
            DECLARE
                said text;
                detail text;
                hint text;
            BEGIN
                GET STACKED DIAGNOSTICS said = MESSAGE_TEXT, detail = PG_EXCEPTION_DETAIL, hint = PG_EXCEPTION_HINT;
                RAISE EXCEPTION 'rule "%": %', rule.name, said
                    USING ERRCODE = 'syntax_error', DETAIL = detail, HINT = hint;
            END;
        END;
        SELECT a.* INTO known FROM lookalike_internal.disposal_authority a
        WHERE a.code = rule.authority
        ORDER BY lookalike_internal.is_in_force(a.valid_from, a.valid_to, as_of) DESC, a.valid_from DESC LIMIT 1;
        is_ended := NOT coalesce(lookalike_internal.is_in_force(known.valid_from, known.valid_to, as_of), true);
        IF NOT is_ended AND known.code IS NOT NULL THEN
            due := 'CASE WHEN r.code IS NULL THEN e.due_on ELSE lookalike_internal.due_day(r.trigger, r.period::interval, '
                'e.closed_on, lookalike_internal.creation_day(e.created_to, e.captured_at), e.published_on) END';
        END IF;
        nth := nth + 1;
        conditions := conditions || format(E' WHEN (%s\n) THEN %s', rule.predicate, nth);
        reasons := reasons || format(' WHEN %s THEN %s%s', nth, lookalike_internal.compile_template(rule.reason),
            CASE WHEN is_ended THEN format(' || %L', format(' Disposal authority "%s" is not in force.', known.code)) END);
        results := results || format(', (%s, %L, %L, %L, %L, %L, %L, %L, %L)', nth, rule.class, rule.name,
            CASE WHEN is_ended AND rule.disposition IN ('transfer', 'quarantine') THEN 'review' ELSE rule.disposition END,
            rule.authority, CASE WHEN NOT is_ended THEN known.code END, known.action, known.trigger, known.period);
    END LOOP;
    -- The next day that changes a fact that the rules use. They are few: a policy mostly counts from one date.
    SELECT format('least(%s)', string_agg(d.next_day, ', ' ORDER BY d.fact)) INTO changes
    FROM (VALUES
        ('', 'NULL::date'),
        ('is_due', 'CASE WHEN e.due_on > e.as_of THEN e.due_on END'),
        ('years_since_closed', 'lookalike_internal.next_anniversary(e.closed_on, e.as_of)'),
        ('years_since_created', 'lookalike_internal.next_anniversary('
                                'lookalike_internal.creation_day(e.created_to, e.captured_at), e.as_of)'),
        ('years_since_published', 'lookalike_internal.next_anniversary(e.published_on, e.as_of)')
    ) AS d (fact, next_day)
    WHERE d.fact = '' OR lookalike_internal.names_fact(rules, d.fact);
    -- Whatever a policy says: an image is no master and no derivative while the original of its cluster is
    -- undetermined, and none of these images leaves but a copy of the same bytes.
    RETURN 'SELECT e.image_id, e.collection, e.path, '
        || $s$CASE WHEN e.is_open AND r.class <> 'unclassified' THEN 'original undetermined' ELSE r.class END AS class, r.rule, $s$
        || 'CASE e.rule_nth' || reasons || $s$ ELSE 'No rule of the policy applies to this image.' END AS reason, $s$
        || $s$CASE WHEN e.is_open THEN 'review' ELSE r.disposition END AS disposition, r.authority, $s$
        || 'e.derivation, e.derived_from_image_id, e.is_other_record, '
        || due || ' AS due_on, '
        || 'coalesce(r.code, e.authority_code) AS due_authority, '
        || 'CASE WHEN r.code IS NULL THEN e.authority_action ELSE r.action END AS due_action, '
        || changes || ' AS changes_on FROM (SELECT *, '
        || 'NOT is_original_known AND NOT has_same_bytes AS is_open, CASE' || conditions
        || ' ELSE 0 END AS rule_nth FROM lookalike_internal.gather_evidence($1, $2, $3) OFFSET 0) AS e '
        || $s$JOIN (VALUES (0, 'unclassified', 'no_rule', 'review', 'none', NULL, NULL, NULL, NULL)$s$ || results
        || ') AS r (nth, class, rule, disposition, authority, code, action, trigger, period) ON r.nth = e.rule_nth';
END
$$;
COMMENT ON FUNCTION lookalike_internal.compile_rules(jsonb, date) IS
    'The query that gives class, rule, reason, disposition, authority, origin and due date of images under these rules and the authorities of a day. Parameter $1 is the images, with all images of their clusters; $2 is these clusters; nulls mean all images. $3 is the day.';

CREATE OR REPLACE FUNCTION lookalike.diff_rules(rules jsonb)
    RETURNS TABLE (
        image_id bigint, collection text, path text, class_before text, class_after text,
        disposition_before text, disposition_after text, rule_before text, rule_after text,
        reason_before text, reason_after text)
    LANGUAGE plpgsql STABLE
    SET search_path = pg_catalog, pg_temp
    SET standard_conforming_strings = on
    SET "TimeZone" = 'UTC'
    SET "DateStyle" = 'ISO, MDY'
    SET work_mem = '256MB'
AS $$
DECLARE
    last_day date := lookalike_internal.get_as_of();
BEGIN
    RETURN QUERY EXECUTE
        'SELECT w.image_id, w.collection, w.path, k.class, w.class, k.disposition, w.disposition, k.rule, w.rule, k.reason, w.reason '
        'FROM (' || lookalike_internal.compile_rules(rules, last_day) || ') AS w '
        'LEFT JOIN lookalike_internal.retention_class k ON k.image_id = w.image_id '
        'WHERE (k.class, k.disposition) IS DISTINCT FROM (w.class, w.disposition) '
        'ORDER BY w.collection COLLATE "C", w.path COLLATE "C"'
        USING NULL::bigint[], NULL::integer[], last_day;
END
$$;
COMMENT ON FUNCTION lookalike.diff_rules(jsonb) IS
    'The images whose class or disposition would be different under these rules, on the day of the last classification. The rules need not be a stored policy. Changes nothing.';

CREATE OR REPLACE FUNCTION lookalike.diff_policy(policy_id integer)
    RETURNS TABLE (
        image_id bigint, collection text, path text, class_before text, class_after text,
        disposition_before text, disposition_after text, rule_before text, rule_after text,
        reason_before text, reason_after text)
    LANGUAGE plpgsql STABLE
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RETURN QUERY SELECT * FROM lookalike.diff_rules(lookalike.rules_of(policy_id));
END
$$;
COMMENT ON FUNCTION lookalike.diff_policy(integer) IS
    'The images whose class or disposition would be different under this version of a policy. Changes nothing.';
