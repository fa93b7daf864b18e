-- Autovacuum comes round once a minute; the stages follow each other at once, and the planner takes
-- a table that nobody has analyzed for a small one.
CREATE OR REPLACE FUNCTION lookalike.analyze_after(relation regclass, changed bigint) RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF changed > (SELECT greatest(c.reltuples, 0) / 20 FROM pg_class c WHERE c.oid = relation) THEN
        EXECUTE format('ANALYZE %s', relation);
    END IF;
END
$$;
COMMENT ON FUNCTION lookalike.analyze_after(regclass, bigint) IS
    'Analyzes a table if the number of changed rows is more than a twentieth of it.';
