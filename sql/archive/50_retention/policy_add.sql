-- Policies as data: a version is a list of rules and never changes. The version applied last is in use.

-- Reads the rules of a policy from JSON: [{"name", "priority", "predicate", "class",
-- "disposition", "authority", "reason"}].
CREATE OR REPLACE FUNCTION lookalike_internal.read_rules(rules jsonb)
    RETURNS TABLE (
        priority integer, name text, predicate text, class text, disposition text, authority text,
        reason text)
    LANGUAGE plpgsql STABLE
    SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    rule jsonb;
    which text;
    wrong text;
    nth integer := 0;
    texts constant text[] := ARRAY['name', 'predicate', 'class', 'disposition', 'authority', 'reason'];
BEGIN
    IF rules IS NULL OR jsonb_typeof(rules) <> 'array' OR jsonb_array_length(rules) = 0 THEN
        RAISE EXCEPTION 'a policy has to have rules'
            USING ERRCODE = 'invalid_parameter_value',
                  HINT = 'Give them as a JSON array of objects with name, priority, predicate, class, disposition, authority and reason.';
    END IF;
    FOR rule IN SELECT r.value FROM jsonb_array_elements(rules) AS r LOOP
        nth := nth + 1;
        which := format('rule %s', nth);
        IF jsonb_typeof(rule) <> 'object' THEN
            RAISE EXCEPTION '% is not an object', which USING ERRCODE = 'invalid_parameter_value',
                HINT = 'Give name, priority, predicate, class, disposition, authority and reason.';
        END IF;
        IF jsonb_typeof(rule->'name') = 'string' THEN
            which := format('rule "%s"', rule->>'name');
        END IF;
        SELECT t.key INTO wrong FROM unnest(texts) AS t (key)
        WHERE coalesce(jsonb_typeof(rule->t.key), '') <> 'string' OR btrim(rule->>t.key, E' \t\r\n') = '' LIMIT 1;
        IF wrong IS NOT NULL THEN
            RAISE EXCEPTION '% lacks its %', which, wrong USING ERRCODE = 'invalid_parameter_value',
                DETAIL = 'The field has to be a text that is not empty.',
                HINT = 'A rule has name, priority, predicate, class, disposition, authority and reason.';
        END IF;
        IF jsonb_typeof(rule->'priority') IS DISTINCT FROM 'number' OR (rule->>'priority') !~ '^-?\d{1,9}$' THEN
            RAISE EXCEPTION '% lacks its priority', which USING ERRCODE = 'invalid_parameter_value',
                DETAIL = 'A priority is a whole number.', HINT = 'Of all rules whose predicate is true for an image, the rule with the lowest number applies.';
        END IF;
        SELECT k INTO wrong FROM jsonb_object_keys(rule) AS k
        WHERE k <> ALL (texts || ARRAY['priority']) ORDER BY k LIMIT 1;
        IF wrong IS NOT NULL THEN
            RAISE EXCEPTION '% has an unknown field "%"', which, wrong USING ERRCODE = 'invalid_parameter_value',
                HINT = 'A rule has name, priority, predicate, class, disposition, authority and reason.';
        END IF;
        SELECT k INTO wrong FROM unnest(ARRAY['class', 'disposition']) AS k
        WHERE NOT EXISTS (SELECT FROM lookalike_detail.policy_vocabulary v WHERE v.kind = k AND v.word = rule->>k) LIMIT 1;
        IF wrong IS NOT NULL THEN
            RAISE EXCEPTION '% has an unknown % "%"', which, wrong, rule->>wrong USING ERRCODE = 'invalid_parameter_value',
                HINT = format('Use one of: %s.', (SELECT string_agg(v.word, ', ') FROM lookalike_detail.policy_vocabulary v WHERE v.kind = wrong));
        END IF;
    END LOOP;
    SELECT format('%s "%s"', k.kind, k.value) INTO wrong
    FROM (SELECT 'name' AS kind, r.value->>'name' AS value FROM jsonb_array_elements(rules) AS r
          UNION ALL SELECT 'priority', r.value->>'priority' FROM jsonb_array_elements(rules) AS r) k
    GROUP BY k.kind, k.value HAVING count(*) > 1 ORDER BY k.kind, k.value LIMIT 1;
    IF wrong IS NOT NULL THEN
        RAISE EXCEPTION 'two rules have the %', wrong USING ERRCODE = 'unique_violation',
            HINT = 'Names and priorities tell the rules of a policy apart.';
    END IF;
    RETURN QUERY
    SELECT (r.value->>'priority')::integer, r.value->>'name', r.value->>'predicate', r.value->>'class',
           r.value->>'disposition', r.value->>'authority', r.value->>'reason'
    FROM jsonb_array_elements(rules) AS r
    ORDER BY 1;
END
$$;
COMMENT ON FUNCTION lookalike_internal.read_rules(jsonb) IS
    'The rules of a policy from JSON, in the order of their priorities. Raises an error that names the first incomplete rule.';

CREATE OR REPLACE FUNCTION lookalike.rules_of(policy_id integer) RETURNS jsonb
    LANGUAGE sql STABLE
    SET search_path = pg_catalog, pg_temp
RETURN (
    SELECT jsonb_agg(jsonb_build_object(
        'name', r.name, 'priority', r.priority, 'predicate', r.predicate, 'class', r.class,
        'disposition', r.disposition, 'authority', r.authority, 'reason', r.reason) ORDER BY r.priority)
    FROM lookalike_internal.retention_rule r WHERE r.policy_id = rules_of.policy_id);
COMMENT ON FUNCTION lookalike.rules_of(integer) IS
    'The rules of a policy version as JSON, as add_policy takes them.';

CREATE OR REPLACE FUNCTION lookalike.policy_in_use() RETURNS integer
    LANGUAGE sql STABLE
    SET search_path = pg_catalog, pg_temp
RETURN (
    SELECT a.policy_id FROM lookalike_internal.policy_application a ORDER BY a.application_id DESC LIMIT 1);
COMMENT ON FUNCTION lookalike.policy_in_use() IS 'Number of the policy version that is in use.';

-- Only this function writes policies. The same name and content give the version that exists already.
CREATE OR REPLACE FUNCTION lookalike_internal.store_policy(
    name text, description text, rules jsonb, created_by text
) RETURNS integer
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    given jsonb;
    stored integer;
BEGIN
    IF coalesce(btrim(name), '') = '' OR description IS NULL THEN
        RAISE EXCEPTION 'a policy has to have a name and a description'
            USING ERRCODE = 'invalid_parameter_value', HINT = 'Say for whom the policy is, and on what it is based.';
    END IF;
    SELECT jsonb_agg(to_jsonb(g) ORDER BY g.priority) INTO given FROM lookalike_internal.read_rules(rules) g;
    -- One session at a time, so that no version number is given twice.
    LOCK TABLE lookalike_internal.retention_policy IN SHARE ROW EXCLUSIVE MODE;
    SELECT p.policy_id INTO stored FROM lookalike_internal.retention_policy p
    WHERE p.name = store_policy.name AND p.description = store_policy.description
      AND lookalike.rules_of(p.policy_id) = given
    ORDER BY p.version DESC LIMIT 1;
    IF stored IS NULL THEN
        INSERT INTO lookalike_internal.retention_policy (name, version, description, created_by)
        -- Version 1 of the default policy had no rules.
        SELECT store_policy.name,
               greatest(coalesce(max(p.version), 0), CASE WHEN store_policy.name = 'default' THEN 1 ELSE 0 END) + 1,
               store_policy.description, store_policy.created_by
        FROM lookalike_internal.retention_policy p WHERE p.name = store_policy.name
        RETURNING policy_id INTO stored;
        INSERT INTO lookalike_internal.retention_rule (policy_id, priority, name, predicate, class, disposition, authority, reason)
        SELECT stored, g.priority, g.name, g.predicate, g.class, g.disposition, g.authority, g.reason
        FROM lookalike_internal.read_rules(given) g ORDER BY g.priority;
    END IF;
    RETURN stored;
END
$$;
COMMENT ON FUNCTION lookalike_internal.store_policy(text, text, jsonb, text) IS
    'Writes a policy as a new version and returns its number. A version with the same name and content is used again. One step of add_policy.';

CREATE OR REPLACE FUNCTION lookalike.add_policy(
    name text, description text, rules jsonb, by text
) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RETURN lookalike_internal.store_policy(btrim(name), description, rules, lookalike_internal.confirm_person(by));
END
$$;
COMMENT ON FUNCTION lookalike.add_policy(text, text, jsonb, text) IS
    'Adds a version of a policy and returns its number. If a version has the same content already, returns the number of that version. apply_policy takes a version into use.';

CREATE OR REPLACE FUNCTION lookalike.apply_policy(policy_id integer, by text) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    person text := lookalike_internal.confirm_person(by);
    known lookalike_internal.retention_policy;
    before integer;
    unfounded record;
BEGIN
    LOCK TABLE lookalike_internal.retention_policy IN SHARE ROW EXCLUSIVE MODE;
    SELECT * INTO known FROM lookalike_internal.retention_policy p WHERE p.policy_id = apply_policy.policy_id;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'policy % does not exist', policy_id USING ERRCODE = 'undefined_object',
            HINT = 'SELECT policy_id, name, version FROM lookalike_detail.policy_version lists them.';
    END IF;
    IF lookalike.rules_of(policy_id) IS NULL THEN
        RAISE EXCEPTION 'policy "%", version %, has no rules', known.name, known.version
            USING ERRCODE = 'object_not_in_prerequisite_state',
                  DETAIL = 'The rules of this version were part of an earlier program.',
                  HINT = 'Apply a later version of the policy.';
    END IF;
    SELECT r.name, r.authority INTO unfounded FROM lookalike_internal.retention_rule r
    WHERE r.policy_id = apply_policy.policy_id
      AND EXISTS (SELECT FROM lookalike_internal.disposal_authority a WHERE a.code = r.authority)
      AND NOT EXISTS (
          SELECT FROM lookalike_internal.disposal_authority a
          WHERE a.code = r.authority
            AND lookalike_internal.is_in_force(a.valid_from, a.valid_to, (now() AT TIME ZONE 'UTC')::date))
    ORDER BY r.priority LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'disposal authority "%" of rule "%" is not in force', unfounded.authority, unfounded.name
            USING ERRCODE = 'object_not_in_prerequisite_state',
                  DETAIL = 'Nothing may be disposed of without an authority.',
                  HINT = 'SELECT code, valid_to FROM lookalike_detail.disposal_authority lists them. Name another one in the rule, or add this one again.';
    END IF;
    before := lookalike.policy_in_use();
    IF before = policy_id THEN
        RETURN false;
    END IF;
    INSERT INTO lookalike_internal.policy_application (policy_id, applied_by) VALUES (apply_policy.policy_id, person);
    PERFORM lookalike_internal.record_event('apply policy', person, 'policy', policy_id::text, jsonb_build_object(
        'name', known.name, 'version', known.version, 'instead_of', before));
    RETURN true;
END
$$;
COMMENT ON FUNCTION lookalike.apply_policy(integer, text) IS
    'Takes a version of a policy into use. Refuses one with a rule whose disposal authority is not in force. Returns false if it was in use already. The next classification uses it.';
