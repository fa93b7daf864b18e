-- A function of its own: a search is STABLE, so that all its queries see the same rows, and a
-- STABLE function may not run EXPLAIN.
CREATE OR REPLACE FUNCTION lookalike.explain(query text)
    RETURNS jsonb
    LANGUAGE plpgsql VOLATILE STRICT PARALLEL UNSAFE
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    plan json;
BEGIN
    EXECUTE 'EXPLAIN (FORMAT JSON) ' || query INTO STRICT plan;
    RETURN plan;
END
$$;

COMMENT ON FUNCTION lookalike.explain(text) IS
    'The plan that the planner makes for a query.';
