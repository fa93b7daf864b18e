-- Every way of finding pairs leaves them in pg_temp.pair (image_id_a, image_id_b), the lower number
-- first, and stores them with these functions.

CREATE OR REPLACE FUNCTION lookalike_internal.insert_matches(run_id bigint, threshold integer) RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    SET enable_hashjoin = on  -- although the caller may have forbidden it for itself
    SET enable_nestloop = on
AS $$
#variable_conflict use_column
BEGIN
    INSERT INTO lookalike_internal.match AS m (image_id_a, image_id_b, has_same_bytes, has_same_pixels, phash_distance,
                                 phash_256_distance, relation, is_accepted, run_id, found_by)
    SELECT a.image_id, b.image_id, a.sha256 = b.sha256, a.pixel_digest = b.pixel_digest,
           p.phash_distance, p.phash_256_distance,
           lookalike_internal.describe_relation(a, b, p.phash_256_distance),
           lookalike_internal.is_accepted(a.pixel_digest = b.pixel_digest, lookalike_internal.found_by_hash(a, b),
                                 p.phash_256_distance, NULL, threshold, d.decision),
           insert_matches.run_id, lookalike_internal.found_by_hash(a, b)
    FROM (
        SELECT p.image_id_a, p.image_id_b,
               lookalike.hamming_distance(ra.phash, rb.phash) AS phash_distance,
               lookalike.hamming_distance(ra.phash_256, rb.phash_256) AS phash_256_distance
        FROM pg_temp.pair p
        JOIN lookalike_internal.representative ra ON ra.image_id = p.image_id_a
        JOIN lookalike_internal.representative rb ON rb.image_id = p.image_id_b
    ) p
    JOIN lookalike_internal.image a ON a.image_id = p.image_id_a
    JOIN lookalike_internal.image b ON b.image_id = p.image_id_b
    LEFT JOIN lookalike_internal.pair_decision d
      ON d.pixel_digest_a = least(a.pixel_digest, b.pixel_digest)
     AND d.pixel_digest_b = greatest(a.pixel_digest, b.pixel_digest)
    FOR KEY SHARE OF a, b  -- skips images that a scan deletes just now
    -- A pair that was proposed in another way is now judged by its hashes, unless it is proven.
    ON CONFLICT (image_id_a, image_id_b) DO UPDATE SET
        found_by = excluded.found_by,
        is_accepted = lookalike_internal.is_accepted(m.has_same_pixels, excluded.found_by, m.phash_256_distance, m.proof, threshold,
                                         lookalike_internal.get_decision(m.image_id_a, m.image_id_b))
    WHERE m.found_by <> 'hash';
END
$$;
COMMENT ON FUNCTION lookalike_internal.insert_matches(bigint, integer) IS
    'Writes the pairs in pg_temp.pair as matches; one step of find_matches.';

CREATE OR REPLACE FUNCTION lookalike_internal.store_pairs(
    run_id bigint, radius integer, threshold integer, crowd_limit integer
) RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    SET enable_hashjoin = on
    SET enable_nestloop = on
AS $$
DECLARE
    crowded bigint[];
BEGIN
    PERFORM lookalike_internal.insert_matches(run_id, threshold);
    SELECT array_agg(e.image_id) INTO crowded
    FROM (SELECT p.image_id_a AS image_id FROM pg_temp.pair p
          UNION SELECT p.image_id_b FROM pg_temp.pair p) e
    JOIN lookalike_internal.representative r ON r.image_id = e.image_id AND NOT r.is_crowded
    WHERE lookalike_internal.count_neighbours(e.image_id, store_pairs.radius) > crowd_limit;
    PERFORM lookalike_internal.mark_crowded(crowded);
END
$$;
COMMENT ON FUNCTION lookalike_internal.store_pairs(bigint, integer, integer, integer) IS
    'Writes the pairs in pg_temp.pair as matches, and marks the '
    'representatives that they make crowded; one step of find_matches.';

CREATE OR REPLACE FUNCTION lookalike_internal.count_neighbours(image_id bigint, radius integer) RETURNS bigint
    LANGUAGE sql STABLE
    SET search_path = pg_catalog, pg_temp
RETURN (
    SELECT count(*)
    FROM (
        SELECT m.image_id_b AS image_id FROM lookalike_internal.match m
        WHERE m.image_id_a = count_neighbours.image_id AND m.phash_distance <= count_neighbours.radius
        UNION ALL
        SELECT m.image_id_a FROM lookalike_internal.match m
        WHERE m.image_id_b = count_neighbours.image_id AND m.phash_distance <= count_neighbours.radius
    ) other
    JOIN lookalike_internal.representative r ON r.image_id = other.image_id);
COMMENT ON FUNCTION lookalike_internal.count_neighbours(bigint, integer) IS
    'How many other representatives are within the radius of one that is not crowded, by its matches.';

CREATE OR REPLACE FUNCTION lookalike_internal.mark_crowded(image_ids bigint[]) RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    SET enable_hashjoin = on
    SET enable_nestloop = on
AS $$
DECLARE
    newly bigint[];
BEGIN
    WITH marked AS (
        UPDATE lookalike_internal.representative r SET is_crowded = true
        WHERE r.image_id = ANY (image_ids) AND NOT r.is_crowded
        RETURNING r.image_id
    ) SELECT array_agg(m.image_id) INTO newly FROM marked m;
    -- Of the pairs of two crowded representatives, only those that connect a crowd are kept, and
    -- connect_crowds finds these. So pairs of two that were crowded before stay.
    DELETE FROM lookalike_internal.match m
    USING lookalike_internal.representative a, lookalike_internal.representative b
    WHERE (m.image_id_a = ANY (newly) OR m.image_id_b = ANY (newly))
      AND a.image_id = m.image_id_a AND a.is_crowded
      AND b.image_id = m.image_id_b AND b.is_crowded
      AND NOT m.has_same_bytes AND NOT m.has_same_pixels AND (m.proof IN ('proven', 'part of')) IS NOT TRUE;
END
$$;
COMMENT ON FUNCTION lookalike_internal.mark_crowded(bigint[]) IS
    'Marks representatives as crowded and deletes their pairs with other crowded ones; one step of find_matches.';

CREATE OR REPLACE FUNCTION lookalike_internal.select_crowded(
    image_ids bigint[], radius integer, crowd_limit integer
) RETURNS bigint[]
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    SET plan_cache_mode = force_custom_plan  -- the planner must see the radius
    SET enable_nestloop = on
    SET enable_seqscan = on
AS $$
DECLARE
    crowded bigint[];
BEGIN
    -- A scan that may stop early looks cheaper to the planner than it is.
    IF select_crowded.radius <= lookalike.hamming_probe_limit() THEN
        PERFORM set_config('enable_seqscan', 'off', true);  -- until the function ends
    END IF;
    SELECT array_agg(q.image_id) INTO crowded
    FROM lookalike_internal.representative q
    CROSS JOIN LATERAL (
        SELECT count(*) AS neighbours
        FROM (SELECT FROM lookalike_internal.representative r
              WHERE lookalike.within(r.phash, q.phash, select_crowded.radius)
                AND r.image_id <> q.image_id
              LIMIT select_crowded.crowd_limit::bigint + 1) r
    ) n
    WHERE q.image_id = ANY (image_ids) AND n.neighbours > select_crowded.crowd_limit;
    RETURN crowded;
END
$$;
COMMENT ON FUNCTION lookalike_internal.select_crowded(bigint[], integer, integer) IS
    'Those of the representatives that have more than crowd_limit others within the radius, by the Hamming index.';
