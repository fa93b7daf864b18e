-- Crowded representatives are not paired with each other, but they must be in the same clusters as if
-- all pairs were stored. So each crowd keeps a spanning forest of its accepted pairs.
-- One after the other, a representative without a crowd looks up all crowded representatives that
-- match it. Those without a crowd join its crowd; mostly the first one gets them all. They have
-- looked up nothing themselves: where more than one crowd is left, they must do so afterwards.
CREATE OR REPLACE FUNCTION lookalike_internal.connect_crowds(run_id bigint, radius integer, threshold integer)
    RETURNS bigint
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    SET client_min_messages = warning
AS $$
DECLARE
    this_id bigint;
    largest bigint;
    links bigint := 0;
BEGIN
    IF NOT EXISTS (SELECT FROM lookalike_internal.representative r WHERE r.is_crowded AND r.crowd_id IS NULL) THEN
        RETURN 0;
    END IF;
    CREATE TEMP TABLE open ON COMMIT DROP AS
    SELECT r.image_id, false AS is_done
    FROM lookalike_internal.representative r WHERE r.is_crowded AND r.crowd_id IS NULL;
    CREATE UNIQUE INDEX ON pg_temp.open (image_id);
    ANALYZE pg_temp.open;

    PERFORM lookalike_internal.label_crowds();
    -- Made only once: each table that is made and dropped keeps a lock until the transaction ends.
    CREATE TEMP TABLE near (image_id bigint, crowd_id bigint, phash_distance integer, phash_256_distance integer)
        ON COMMIT DROP;
    PERFORM lookalike_internal.begin_pairs();

    FOR this_id IN SELECT o.image_id FROM pg_temp.open o ORDER BY o.image_id LOOP
        -- It has joined a crowd since, or is in what is left of one.
        CONTINUE WHEN (SELECT r.crowd_id IS NOT NULL FROM lookalike_internal.representative r
                       WHERE r.image_id = this_id);
        links := links + lookalike_internal.connect_crowded(this_id, run_id, radius, threshold);
        UPDATE pg_temp.open o SET is_done = true WHERE o.image_id = this_id;
    END LOOP;

    -- Either the rest of the largest crowd looks up the others, or the others look up that crowd:
    -- the smaller side does it.
    SELECT r.crowd_id INTO largest
    FROM pg_temp.open o JOIN lookalike_internal.representative r ON r.image_id = o.image_id
    WHERE NOT o.is_done GROUP BY r.crowd_id ORDER BY count(*) DESC, r.crowd_id LIMIT 1;
    IF (SELECT count(*) FROM lookalike_internal.representative r WHERE r.is_crowded AND r.crowd_id <> largest)
       < (SELECT count(*) FROM pg_temp.open o JOIN lookalike_internal.representative r ON r.image_id = o.image_id
          WHERE NOT o.is_done AND r.crowd_id = largest)
    THEN
        UPDATE pg_temp.open o SET is_done = true
        FROM lookalike_internal.representative r WHERE r.image_id = o.image_id AND r.crowd_id = largest;
        INSERT INTO pg_temp.open AS o (image_id, is_done)
        SELECT r.image_id, false
        FROM lookalike_internal.representative r WHERE r.is_crowded AND r.crowd_id <> largest
        ON CONFLICT (image_id) DO NOTHING;
    END IF;
    FOR this_id IN SELECT o.image_id FROM pg_temp.open o WHERE NOT o.is_done ORDER BY o.image_id LOOP
        links := links + lookalike_internal.connect_crowded(this_id, run_id, radius, threshold);
    END LOOP;
    DROP TABLE pg_temp.open, pg_temp.near, pg_temp.pair;
    RETURN links;
END
$$;
COMMENT ON FUNCTION lookalike_internal.connect_crowds(bigint, integer, integer) IS
    'Connects crowded representatives as all their accepted pairs would, with as few pairs as possible, and returns '
    'how many it added; one step of find_matches.';

CREATE OR REPLACE FUNCTION lookalike_internal.connect_crowded(
    image_id bigint, run_id bigint, radius integer, threshold integer
) RETURNS bigint
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    SET plan_cache_mode = force_custom_plan  -- the planner must see the radius
AS $$
#variable_conflict use_column
DECLARE
    this lookalike_internal.representative;
    this_crowd bigint;
    added bigint;
BEGIN
    SELECT r.* INTO STRICT this FROM lookalike_internal.representative r
    WHERE r.image_id = connect_crowded.image_id;
    TRUNCATE pg_temp.near, pg_temp.pair;
    INSERT INTO pg_temp.near (image_id, crowd_id, phash_distance, phash_256_distance)
    SELECT r.image_id, r.crowd_id,
           lookalike.hamming_distance(r.phash, this.phash) AS phash_distance,
           lookalike.hamming_distance(r.phash_256, this.phash_256) AS phash_256_distance
    FROM lookalike_internal.representative r
    WHERE lookalike.within(r.phash, this.phash, connect_crowded.radius)
      AND lookalike.hamming_distance(r.phash_256, this.phash_256) <= threshold
      AND r.is_crowded AND r.image_id <> this.image_id
      AND (r.crowd_id = this.crowd_id) IS NOT TRUE;
    this_crowd := coalesce(this.crowd_id, (SELECT min(n.crowd_id) FROM pg_temp.near n),
                           lookalike_internal.next_crowd_id());

    -- The nearest one of each other crowd, and all that are in no crowd.
    INSERT INTO pg_temp.pair (image_id_a, image_id_b)
    SELECT least(n.image_id, this.image_id), greatest(n.image_id, this.image_id)
    FROM (SELECT DISTINCT ON (coalesce(n.crowd_id, -n.image_id)) n.*
          FROM pg_temp.near n
          ORDER BY coalesce(n.crowd_id, -n.image_id),
                   n.phash_256_distance, n.phash_distance, n.image_id) n;
    GET DIAGNOSTICS added = ROW_COUNT;
    PERFORM lookalike_internal.insert_matches(run_id, threshold);

    UPDATE lookalike_internal.representative r SET crowd_id = this_crowd
    WHERE r.crowd_id IS NULL
      AND (r.image_id = this.image_id OR r.image_id IN (SELECT n.image_id FROM pg_temp.near n));
    UPDATE lookalike_internal.representative r SET crowd_id = this_crowd
    FROM (SELECT DISTINCT n.crowd_id FROM pg_temp.near n WHERE n.crowd_id <> this_crowd) o
    WHERE r.is_crowded AND r.crowd_id = o.crowd_id;
    RETURN added;
END
$$;
COMMENT ON FUNCTION lookalike_internal.connect_crowded(bigint, bigint, integer, integer) IS
    'Connects one crowded representative with every crowd that has an accepted pair with it; one step of connect_crowds.';

-- When a crowd has lost a match, its parts are still connected: each representative takes the lowest
-- number that it can reach.
CREATE OR REPLACE FUNCTION lookalike_internal.label_crowds() RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    SET client_min_messages = warning
AS $$
BEGIN
    CREATE TEMP TABLE tie ON COMMIT DROP AS
    WITH kept AS (
        SELECT m.image_id_a AS a, m.image_id_b AS b
        FROM lookalike_internal.representative r
        JOIN lookalike_internal.match m ON m.image_id_a = r.image_id AND m.is_accepted
        JOIN lookalike_internal.representative o ON o.image_id = m.image_id_b
        WHERE r.is_crowded AND r.crowd_id IS NULL AND o.is_crowded AND o.crowd_id IS NULL
    )
    SELECT k.a, k.b FROM kept k UNION ALL SELECT k.b, k.a FROM kept k;
    ANALYZE pg_temp.tie;
    CREATE TEMP TABLE label ON COMMIT DROP AS
    SELECT DISTINCT t.a AS image_id, t.a AS crowd_id FROM pg_temp.tie t;
    CREATE UNIQUE INDEX ON pg_temp.label (image_id);
    ANALYZE pg_temp.label;
    LOOP
        UPDATE pg_temp.label o SET crowd_id = n.crowd_id
        FROM (SELECT t.a AS image_id, min(p.crowd_id) AS crowd_id
              FROM pg_temp.tie t JOIN pg_temp.label p ON p.image_id = t.b GROUP BY t.a) n
        WHERE n.image_id = o.image_id AND n.crowd_id < o.crowd_id;
        EXIT WHEN NOT FOUND;
        UPDATE pg_temp.label o SET crowd_id = p.crowd_id
        FROM pg_temp.label p WHERE p.image_id = o.crowd_id AND p.crowd_id < o.crowd_id;
    END LOOP;
    UPDATE lookalike_internal.representative r SET crowd_id = n.crowd_id
    FROM (SELECT l.image_id,
                 lookalike_internal.next_crowd_id() + dense_rank() OVER (ORDER BY l.crowd_id) AS crowd_id
          FROM pg_temp.label l) n
    WHERE r.image_id = n.image_id;
    DROP TABLE pg_temp.tie, pg_temp.label;
END
$$;
COMMENT ON FUNCTION lookalike_internal.label_crowds() IS
    'Numbers the parts of crowds that have lost a representative; one step of connect_crowds.';

CREATE OR REPLACE FUNCTION lookalike_internal.next_crowd_id() RETURNS bigint
    LANGUAGE sql STABLE
    SET search_path = pg_catalog, pg_temp
RETURN (SELECT coalesce(max(r.crowd_id), 0) + 1 FROM lookalike_internal.representative r WHERE r.is_crowded);
COMMENT ON FUNCTION lookalike_internal.next_crowd_id() IS 'A number that no crowd has.';
