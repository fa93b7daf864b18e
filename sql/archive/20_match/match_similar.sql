-- Second, by likeness: waiting representatives are looked up in the Hamming index, a batch at a time.
CREATE OR REPLACE FUNCTION lookalike_internal.match_similar(
    run_id bigint, radius integer, threshold integer, crowd_limit integer, batch_size integer
) RETURNS integer
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    SET plan_cache_mode = force_custom_plan  -- the planner must see the radius
    SET enable_hashjoin = off                -- there is nothing to hash on: use the index, or a scan
    SET enable_seqscan = on
    SET min_parallel_index_scan_size = '32kB'  -- of the queue: for some thousands, all cores help
AS $$
#variable_conflict use_column
DECLARE
    compared integer;
    last_image_id bigint;
    sample bigint[];
    is_uncrowded boolean;
BEGIN
    CREATE TEMP TABLE batch ON COMMIT DROP AS
    SELECT r.image_id, r.phash
    FROM lookalike_internal.unmatched_representative w
    JOIN lookalike_internal.representative r ON r.image_id = w.image_id
    ORDER BY w.image_id LIMIT batch_size;
    SELECT count(*), max(b.image_id) INTO compared, last_image_id FROM pg_temp.batch b;
    CREATE UNIQUE INDEX ON pg_temp.batch (image_id);
    ANALYZE pg_temp.batch;

    -- If no crowd is known and a sample shows no crowd, there will be no large crowd.
    SELECT array_agg(s.image_id) INTO sample
    FROM (SELECT b.image_id FROM pg_temp.batch b ORDER BY hashint8(b.image_id), b.image_id LIMIT 50) s;
    is_uncrowded := NOT EXISTS (SELECT FROM lookalike_internal.representative r WHERE r.is_crowded)
        AND lookalike_internal.select_crowded(sample, radius, crowd_limit) IS NULL;

    -- A scan that may stop early looks cheaper to the planner than it is.
    IF match_similar.radius <= lookalike.hamming_probe_limit() THEN
        PERFORM set_config('enable_seqscan', 'off', true);  -- until the function ends
    END IF;
    IF is_uncrowded THEN
        -- No temporary table and no LIMIT: either would keep the query on one core.
        CREATE TEMP TABLE found ON COMMIT DROP AS
        SELECT q.image_id, r.image_id AS other_id,
               count(*) OVER (PARTITION BY q.image_id) > crowd_limit AS is_crowded
        FROM lookalike_internal.unmatched_representative w
        JOIN lookalike_internal.representative q ON q.image_id = w.image_id
        JOIN lookalike_internal.representative r
          ON lookalike.within(r.phash, q.phash, match_similar.radius) AND r.image_id <> q.image_id
        WHERE w.image_id <= last_image_id;
    ELSE
        CREATE TEMP TABLE found ON COMMIT DROP AS
        SELECT q.image_id, n.image_id AS other_id,
               count(*) OVER (PARTITION BY q.image_id) > crowd_limit AS is_crowded
        FROM pg_temp.batch q
        CROSS JOIN LATERAL (
            SELECT r.image_id
            FROM lookalike_internal.representative r
            WHERE lookalike.within(r.phash, q.phash, match_similar.radius) AND r.image_id <> q.image_id
            LIMIT crowd_limit::bigint + 1
        ) n;
    END IF;
    PERFORM set_config('enable_seqscan', 'on', true);

    PERFORM lookalike_internal.mark_crowded(array_agg(DISTINCT f.image_id))
    FROM pg_temp.found f WHERE f.is_crowded;

    -- Two waiting representatives are paired when the later one is compared. A crowded one is paired
    -- with all that are not crowded.
    CREATE TEMP TABLE pair ON COMMIT DROP AS
    SELECT least(f.image_id, f.other_id) AS image_id_a, greatest(f.image_id, f.other_id) AS image_id_b
    FROM pg_temp.found f
    LEFT JOIN pg_temp.batch o ON o.image_id = f.other_id
    WHERE NOT f.is_crowded
      AND CASE WHEN o.image_id IS NULL
               THEN NOT EXISTS (SELECT FROM lookalike_internal.unmatched_representative w WHERE w.image_id = f.other_id)
               ELSE f.image_id < f.other_id
                    OR EXISTS (SELECT FROM lookalike_internal.representative r
                               WHERE r.image_id = f.other_id AND r.is_crowded) END;
    INSERT INTO pg_temp.pair (image_id_a, image_id_b)
    SELECT least(q.image_id, r.image_id), greatest(q.image_id, r.image_id)
    FROM (SELECT DISTINCT f.image_id FROM pg_temp.found f WHERE f.is_crowded) c
    JOIN pg_temp.batch q ON q.image_id = c.image_id
    JOIN lookalike_internal.representative r
      ON lookalike.within(r.phash, q.phash, match_similar.radius) AND NOT r.is_crowded
     AND NOT EXISTS (SELECT FROM lookalike_internal.unmatched_representative w WHERE w.image_id = r.image_id);
    ANALYZE pg_temp.pair;
    PERFORM lookalike_internal.store_pairs(run_id, radius, threshold, crowd_limit);

    DELETE FROM lookalike_internal.unmatched_representative w USING pg_temp.batch q WHERE q.image_id = w.image_id;
    DROP TABLE pg_temp.batch, pg_temp.found, pg_temp.pair;
    RETURN compared;
END
$$;
COMMENT ON FUNCTION lookalike_internal.match_similar(bigint, integer, integer, integer, integer) IS
    'Compares the next waiting representatives with all others through the '
    'Hamming index, and returns how many; one step of find_matches.';
