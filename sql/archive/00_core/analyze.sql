-- Autovacuum runs once a minute, and the next stage starts at once. The planner thinks that a table
-- without statistics is small.
-- SECURITY DEFINER: in PostgreSQL 16, only the owner of a table may analyze it.
CREATE OR REPLACE FUNCTION lookalike_internal.analyze_if_grown(relation regclass) RETURNS void
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_class c WHERE c.oid = relation AND c.relnamespace = 'lookalike_internal'::regnamespace) THEN
        RAISE EXCEPTION 'table "%" is not in the archive', relation
            USING ERRCODE = 'invalid_parameter_value', HINT = 'Use ANALYZE.';
    END IF;
    IF pg_relation_size(relation) / current_setting('block_size')::bigint
       > (SELECT 1.5 * c.relpages + 8 FROM pg_class c WHERE c.oid = relation) THEN
        EXECUTE format('ANALYZE %s', relation);
    END IF;
END
$$;
COMMENT ON FUNCTION lookalike_internal.analyze_if_grown(regclass) IS
    'Analyzes a table that has grown by half since it was last analyzed.';
