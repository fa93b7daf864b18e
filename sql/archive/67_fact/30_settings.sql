CREATE OR REPLACE FUNCTION lookalike_internal.fact_settings() RETURNS jsonb
    LANGUAGE sql STABLE
    SET search_path = pg_catalog, pg_temp
RETURN (SELECT jsonb_object_agg(s.name, s.value) FROM lookalike_internal.setting s
        WHERE s.name IN ('guarded_severity', 'rights_jurisdiction'));
COMMENT ON FUNCTION lookalike_internal.fact_settings() IS
    'The settings that facts depend on and that no trigger watches.';
