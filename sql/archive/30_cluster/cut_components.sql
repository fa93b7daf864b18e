-- A cluster may not hold two pictures that people decided are not duplicates, not even through others. A
-- component that holds such a pair is built again, the strongest matches first, and a match that would
-- join the pair is left out: so the component is cut where it is weakest. Two parts that may not be
-- joined now may never be joined later, so the result depends only on the order of the matches.
CREATE OR REPLACE FUNCTION lookalike_internal.cut_components() RETURNS bigint
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    SET work_mem = '256MB'
    SET client_min_messages = warning
AS $$
DECLARE
    pairs bigint;
    nodes integer;
    cuts bigint;
    link record;
    x integer;
    y integer;
    swapped integer;
    this_end integer;
    far integer;
    is_forbidden boolean;
    -- A tree for each part: by node, its parent (a root is its own) and how many nodes are below it.
    parent integer[];
    size integer[];
    -- By root, a list of its ends of forbidden pairs: the first end, the last, and their number.
    head integer[];
    tail integer[];
    ends integer[];
    -- By end, the next end in the list, and a node of the part that may not be joined.
    follower integer[];
    enemy integer[];
BEGIN
    IF NOT EXISTS (SELECT FROM lookalike_internal.decision d WHERE d.decision = 'not a duplicate') THEN
        RETURN 0;
    END IF;
    CREATE TEMP TABLE apart ON COMMIT DROP AS
    WITH forbidden AS MATERIALIZED (
        SELECT d.pixel_digest_a, d.pixel_digest_b
        FROM lookalike_internal.pair_decision d WHERE d.decision = 'not a duplicate'
    ), place AS MATERIALIZED (
        SELECT DISTINCT k.component, i.pixel_digest
        FROM (SELECT f.pixel_digest_a AS pixel_digest FROM forbidden f
              UNION SELECT f.pixel_digest_b FROM forbidden f) e
        JOIN lookalike_internal.image i ON i.pixel_digest = e.pixel_digest
        JOIN pg_temp.component k ON k.node = i.image_id
    )
    SELECT a.component, f.pixel_digest_a, f.pixel_digest_b
    FROM forbidden f
    JOIN place a ON a.pixel_digest = f.pixel_digest_a
    JOIN place b ON b.pixel_digest = f.pixel_digest_b AND b.component = a.component;
    GET DIAGNOSTICS pairs = ROW_COUNT;
    IF pairs = 0 THEN
        DROP TABLE pg_temp.apart;
        RETURN 0;
    END IF;
    ANALYZE pg_temp.apart;

    CREATE TEMP TABLE knot ON COMMIT DROP AS
    SELECT k.node, k.component, i.pixel_digest, row_number() OVER (ORDER BY k.node)::integer AS n
    FROM (SELECT DISTINCT a.component FROM pg_temp.apart a) c
    JOIN pg_temp.component k ON k.component = c.component
    LEFT JOIN lookalike_internal.image i ON i.image_id = k.node;
    GET DIAGNOSTICS nodes = ROW_COUNT;
    ANALYZE pg_temp.knot;

    CREATE TEMP TABLE bond ON COMMIT DROP AS
    SELECT a.n AS a, b.n AS b, l.image_id_a, l.image_id_b, l.phash_256_distance,
           CASE WHEN a.pixel_digest = b.pixel_digest THEN 0
                WHEN d.decision = 'duplicate' THEN 1
                WHEN m.proof = 'proven' THEN 2
                ELSE 3 END AS strength,
           d.decision_id
    FROM pg_temp.link l
    JOIN pg_temp.knot a ON a.node = l.image_id_a
    JOIN pg_temp.knot b ON b.node = l.image_id_b
    LEFT JOIN lookalike_internal.match m ON m.image_id_a = l.image_id_a AND m.image_id_b = l.image_id_b
    LEFT JOIN lookalike_internal.pair_decision d
      ON d.pixel_digest_a = least(a.pixel_digest, b.pixel_digest)
     AND d.pixel_digest_b = greatest(a.pixel_digest, b.pixel_digest);
    ANALYZE pg_temp.bond;

    parent := ARRAY(SELECT generate_series(1, nodes));
    size := array_fill(1, ARRAY[nodes]);
    head := array_fill(0, ARRAY[nodes]);
    tail := head;
    ends := head;

    -- Images with the same pixels show one picture: they are always joined.
    FOR link IN SELECT k.a, k.b FROM pg_temp.bond k WHERE k.strength = 0 LOOP
        x := link.a;
        WHILE parent[x] <> x LOOP parent[x] := parent[parent[x]]; x := parent[x]; END LOOP;
        y := link.b;
        WHILE parent[y] <> y LOOP parent[y] := parent[parent[y]]; y := parent[y]; END LOOP;
        IF x <> y THEN
            IF size[x] < size[y] THEN swapped := x; x := y; y := swapped; END IF;
            parent[y] := x;
            size[x] := size[x] + size[y];
        END IF;
    END LOOP;

    -- The pictures that may not be joined, by the root of their images.
    CREATE TEMP TABLE side (component bigint, pixel_digest bytea, root integer) ON COMMIT DROP;
    FOR link IN
        SELECT k.n, k.component, k.pixel_digest
        FROM (SELECT a.component, a.pixel_digest_a AS pixel_digest FROM pg_temp.apart a
              UNION SELECT a.component, a.pixel_digest_b FROM pg_temp.apart a) e
        JOIN pg_temp.knot k ON k.component = e.component AND k.pixel_digest = e.pixel_digest
    LOOP
        x := link.n;
        WHILE parent[x] <> x LOOP parent[x] := parent[parent[x]]; x := parent[x]; END LOOP;
        CONTINUE WHEN ends[x] < 0;  -- an image with these pixels is there already
        INSERT INTO pg_temp.side (component, pixel_digest, root) VALUES (link.component, link.pixel_digest, x);
        ends[x] := -1;
    END LOOP;
    ANALYZE pg_temp.side;
    follower := '{}';
    enemy := '{}';
    this_end := 0;
    FOR link IN
        SELECT s.root AS x, o.root AS y
        FROM pg_temp.apart a
        JOIN pg_temp.side s ON s.component = a.component AND s.pixel_digest = a.pixel_digest_a
        JOIN pg_temp.side o ON o.component = a.component AND o.pixel_digest = a.pixel_digest_b
        GROUP BY s.root, o.root
    LOOP
        FOR turn IN 1 .. 2 LOOP
            x := CASE turn WHEN 1 THEN link.x ELSE link.y END;
            this_end := this_end + 1;
            follower[this_end] := head[x];
            enemy[this_end] := CASE turn WHEN 1 THEN link.y ELSE link.x END;
            head[x] := this_end;
            IF tail[x] = 0 THEN tail[x] := this_end; END IF;
            ends[x] := greatest(ends[x], 0) + 1;
        END LOOP;
    END LOOP;

    FOR link IN
        SELECT k.a, k.b FROM pg_temp.bond k WHERE k.strength > 0
        ORDER BY k.strength, k.decision_id DESC NULLS LAST, k.phash_256_distance NULLS LAST,
                 k.image_id_a, k.image_id_b
    LOOP
        x := link.a;
        WHILE parent[x] <> x LOOP parent[x] := parent[parent[x]]; x := parent[x]; END LOOP;
        y := link.b;
        WHILE parent[y] <> y LOOP parent[y] := parent[parent[y]]; y := parent[y]; END LOOP;
        CONTINUE WHEN x = y;
        is_forbidden := false;
        IF head[x] > 0 AND head[y] > 0 THEN
            IF ends[x] > ends[y] THEN swapped := x; x := y; y := swapped; END IF;
            this_end := head[x];  -- the shorter list
            WHILE this_end > 0 AND NOT is_forbidden LOOP
                far := enemy[this_end];
                WHILE parent[far] <> far LOOP parent[far] := parent[parent[far]]; far := parent[far]; END LOOP;
                is_forbidden := far = y;
                this_end := follower[this_end];
            END LOOP;
        END IF;
        CONTINUE WHEN is_forbidden;
        IF size[x] < size[y] THEN swapped := x; x := y; y := swapped; END IF;
        parent[y] := x;
        size[x] := size[x] + size[y];
        IF head[y] > 0 THEN
            IF head[x] = 0 THEN
                head[x] := head[y];
            ELSE
                follower[tail[x]] := head[y];
            END IF;
            tail[x] := tail[y];
            ends[x] := greatest(ends[x], 0) + ends[y];
        END IF;
    END LOOP;

    FOR n IN 1 .. nodes LOOP
        x := n;
        WHILE parent[x] <> x LOOP x := parent[x]; END LOOP;
        parent[n] := x;
    END LOOP;
    CREATE TEMP TABLE part ON COMMIT DROP AS
    SELECT k.node, min(k.node) OVER (PARTITION BY p.root) AS component
    FROM unnest(parent) WITH ORDINALITY AS p (root, n)
    JOIN pg_temp.knot k ON k.n = p.n;
    ANALYZE pg_temp.part;

    WITH cut AS (
        DELETE FROM pg_temp.link l
        USING pg_temp.part a, pg_temp.part b
        WHERE a.node = l.image_id_a AND b.node = l.image_id_b AND a.component <> b.component
        RETURNING l.image_id_a, l.image_id_b
    )
    INSERT INTO lookalike_internal.cut_match (image_id_a, image_id_b)
    SELECT c.image_id_a, c.image_id_b FROM cut c;
    GET DIAGNOSTICS cuts = ROW_COUNT;
    DELETE FROM pg_temp.component c USING pg_temp.knot k WHERE k.node = c.node;
    INSERT INTO pg_temp.component (node, component, pairs)
    SELECT e.node, e.component, count(*)
    FROM (
        SELECT v.node, a.component
        FROM pg_temp.bond k
        JOIN pg_temp.part a ON a.node = k.image_id_a
        JOIN pg_temp.part b ON b.node = k.image_id_b AND b.component = a.component
        CROSS JOIN LATERAL (VALUES (k.image_id_a), (k.image_id_b)) AS v (node)
    ) e
    GROUP BY e.node, e.component;
    ANALYZE pg_temp.component;
    DROP TABLE pg_temp.apart, pg_temp.knot, pg_temp.bond, pg_temp.side, pg_temp.part;
    RETURN cuts;
END
$$;
COMMENT ON FUNCTION lookalike_internal.cut_components() IS
    'Cuts each component in pg_temp.component with a pair of pictures that people decided are not duplicates, at its '
    'weakest matches. Returns how many matches it deleted from pg_temp.link; one step of form_clusters.';
