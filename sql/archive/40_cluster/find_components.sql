-- Connected components by contraction: in each round every node joins the neighbour, or itself,
-- that comes first in an order drawn anew for the round, and the joined nodes become one. A
-- random order shrinks any graph, a long chain too, by a constant factor a round, so the rounds
-- are logarithmic and all of them together cost a few times the first.
CREATE OR REPLACE FUNCTION lookalike.find_components() RETURNS integer
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    SET client_min_messages = warning
AS $$
DECLARE
    this_round integer := 0;
    edges bigint;
BEGIN
    DROP TABLE IF EXISTS pg_temp.edge, pg_temp.next_edge, pg_temp.contraction, pg_temp.component;
    CREATE TEMP TABLE edge AS
    WITH accepted AS (
        SELECT m.image_id_a AS v, m.image_id_b AS w
        FROM lookalike.match m
        JOIN lookalike.image a ON a.image_id = m.image_id_a AND a.missing_since IS NULL
        JOIN lookalike.image b ON b.image_id = m.image_id_b AND b.missing_since IS NULL
        WHERE m.accepted
    )
    SELECT e.v, e.w FROM accepted e UNION ALL SELECT e.w, e.v FROM accepted e;
    GET DIAGNOSTICS edges = ROW_COUNT;
    CREATE TEMP TABLE contraction (round integer, node bigint, parent bigint);

    WHILE edges > 0 LOOP
        this_round := this_round + 1;
        ANALYZE pg_temp.edge;
        INSERT INTO pg_temp.contraction (round, node, parent)
        SELECT DISTINCT ON (n.v) this_round, n.v, n.w
        FROM (SELECT e.v, e.w FROM pg_temp.edge e UNION ALL SELECT DISTINCT e.v, e.v FROM pg_temp.edge e) n
        ORDER BY n.v, hashint8extended(n.w, this_round), n.w;
        ANALYZE pg_temp.contraction;
        CREATE TEMP TABLE next_edge AS
        SELECT DISTINCT v.parent AS v, w.parent AS w
        FROM pg_temp.edge e
        JOIN pg_temp.contraction v ON v.round = this_round AND v.node = e.v
        JOIN pg_temp.contraction w ON w.round = this_round AND w.node = e.w
        WHERE v.parent <> w.parent;
        GET DIAGNOSTICS edges = ROW_COUNT;
        DROP TABLE pg_temp.edge;
        ALTER TABLE pg_temp.next_edge RENAME TO edge;
    END LOOP;

    -- Back from the last round to the first, each node learns what its parent became.
    CREATE TEMP TABLE component (node bigint, component bigint);
    FOR r IN REVERSE this_round .. 1 LOOP
        CREATE TEMP TABLE next_component AS
        SELECT c.node, coalesce(k.component, c.parent) AS component
        FROM pg_temp.contraction c
        LEFT JOIN pg_temp.component k ON k.node = c.parent
        WHERE c.round = r;
        DROP TABLE pg_temp.component;
        ALTER TABLE pg_temp.next_component RENAME TO component;
        ANALYZE pg_temp.component;
    END LOOP;
    DROP TABLE pg_temp.edge, pg_temp.contraction;
    RETURN this_round;
END
$$;
COMMENT ON FUNCTION lookalike.find_components() IS
    'Leaves the connected components of the accepted matches in pg_temp.component (node, component) and returns the number of rounds; one step of form_clusters.';
