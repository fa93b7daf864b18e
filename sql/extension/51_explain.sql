-- A function of its own because EXPLAIN is not allowed in a stable one, and a search is stable, so
-- that all its queries see the same rows.
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
    'How the planner would run a query.';
