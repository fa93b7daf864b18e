-- Autovacuum comes round once a minute; the stages follow each other at once, and the planner takes
-- a table that nobody has analyzed for a small one.
CREATE OR REPLACE FUNCTION lookalike.analyze_if_grown(relation regclass) RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF pg_relation_size(relation) / current_setting('block_size')::bigint
       > (SELECT 1.5 * c.relpages + 8 FROM pg_class c WHERE c.oid = relation) THEN
        EXECUTE format('ANALYZE %s', relation);
    END IF;
END
$$;
COMMENT ON FUNCTION lookalike.analyze_if_grown(regclass) IS
    'Analyzes a table that has grown by half since it was last analyzed.';
