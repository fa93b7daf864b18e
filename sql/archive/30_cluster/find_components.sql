-- Connected components by contraction: in each round, every node joins the first of itself and its
-- neighbours in a new random order, and joined nodes become one. A random order shrinks any graph,
-- even a long chain, by a constant factor each round. So the number of rounds is logarithmic, and all
-- rounds together cost a few times as much as the first. The first round takes the order of the
-- numbers: the image with which others match mostly has the lowest, so stars become one node at once.
CREATE OR REPLACE FUNCTION lookalike_internal.find_components() RETURNS integer
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    SET work_mem = '256MB'
    SET enable_hashagg = off  -- to sort millions of integers is faster than to hash them
    SET enable_hashjoin = off
AS $$
DECLARE
    this_round integer := 0;
    edges bigint;
    id_bits integer;
    id_mask bigint;
    order_mask bigint;
BEGIN
    CREATE TEMP TABLE edge ON COMMIT DROP AS
    SELECT l.image_id_a AS v, l.image_id_b AS w FROM pg_temp.link l;
    GET DIAGNOSTICS edges = ROW_COUNT;

    -- One integer holds the place of a node in the order and its number, so that min() can compare it.
    SELECT coalesce(length(ltrim(max(greatest(e.v, e.w))::bit(63)::text, '0')), 0) INTO id_bits
    FROM pg_temp.edge e;
    id_mask := ~(-1::bigint << id_bits);

    WHILE edges > 0 LOOP
        this_round := this_round + 1;
        order_mask := CASE WHEN this_round = 1 THEN 0 ELSE ~(-1::bigint << (63 - id_bits)) END;
        ANALYZE pg_temp.edge;
        CREATE TEMP TABLE contraction ON COMMIT DROP AS
        SELECT n.v AS node,
               least(min((hashint8extended(n.w, this_round) & order_mask) << id_bits | n.w),
                     (hashint8extended(n.v, this_round) & order_mask) << id_bits | n.v) & id_mask AS parent,
               count(*) AS pairs
        FROM (SELECT e.v, e.w FROM pg_temp.edge e UNION ALL SELECT e.w, e.v FROM pg_temp.edge e) n
        GROUP BY n.v;
        ANALYZE pg_temp.contraction;
        CREATE TEMP TABLE next_edge ON COMMIT DROP AS
        SELECT DISTINCT least(v.parent, w.parent) AS v, greatest(v.parent, w.parent) AS w
        FROM pg_temp.edge e
        JOIN pg_temp.contraction v ON v.node = e.v
        JOIN pg_temp.contraction w ON w.node = e.w
        WHERE v.parent <> w.parent;
        GET DIAGNOSTICS edges = ROW_COUNT;
        DROP TABLE pg_temp.edge;
        ALTER TABLE pg_temp.next_edge RENAME TO edge;
        EXECUTE format('ALTER TABLE pg_temp.contraction RENAME TO contraction_%s', this_round);
    END LOOP;
    DROP TABLE pg_temp.edge;

    -- Back from the last round to the first, each node learns what its parent became.
    CREATE TEMP TABLE component (node bigint, component bigint, pairs bigint) ON COMMIT DROP;
    FOR r IN REVERSE this_round .. 1 LOOP
        EXECUTE format(
            'CREATE TEMP TABLE next_component ON COMMIT DROP AS
             SELECT c.node, coalesce(k.component, c.parent) AS component, c.pairs
             FROM pg_temp.contraction_%s c
             LEFT JOIN pg_temp.component k ON k.node = c.parent', r);
        EXECUTE format('DROP TABLE pg_temp.component, pg_temp.contraction_%s', r);
        ALTER TABLE pg_temp.next_component RENAME TO component;
        ANALYZE pg_temp.component;
    END LOOP;
    RETURN this_round;
END
$$;
COMMENT ON FUNCTION lookalike_internal.find_components() IS
    'Stores the connected components of the pairs in pg_temp.link (image_id_a, image_id_b) in pg_temp.component (node, '
    'component, pairs: the number of pairs of the node), and returns the number of rounds; one step of form_clusters.';
