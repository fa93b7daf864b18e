-- Everything that a class depends on and that no trigger watches.
CREATE OR REPLACE FUNCTION lookalike_internal.classify_settings(as_of date) RETURNS jsonb
    LANGUAGE sql STABLE
    SET search_path = pg_catalog, pg_temp
RETURN (
    SELECT jsonb_build_object(
        'policy', p.name, 'version', p.version, 'policy_id', p.policy_id,
        'low_quality', lookalike.get_setting('low_quality'),
        'match', (SELECT to_jsonb(l) FROM lookalike_internal.last_match l),
        'as_of', classify_settings.as_of,
        'authorities', (
            SELECT coalesce(jsonb_object_agg(
                a.authority_id, lookalike_internal.is_in_force(a.valid_from, a.valid_to, classify_settings.as_of)), '{}')
            FROM lookalike_internal.disposal_authority a))
    FROM lookalike_internal.retention_policy p WHERE p.policy_id = lookalike.policy_in_use());
COMMENT ON FUNCTION lookalike_internal.classify_settings(date) IS
    'The policy in use and all else that a classification on this day depends on, as its run records it. Changes of images, decisions and entries are not here, because triggers queue these.';
