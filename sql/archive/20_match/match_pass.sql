-- All with all, by covering masks: the 64 bits are divided among the segments. Two hashes that differ
-- in at most radius bits differ in at most radius segments, so all their other segments are equal.
-- There is one pass for each choice of segments - radius segments: it compares hashes equal in these.

CREATE OR REPLACE FUNCTION lookalike_internal.covering_masks(segments integer, radius integer) RETURNS bigint[]
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    SET search_path = pg_catalog, pg_temp
RETURN (
    SELECT array_agg(c.mask ORDER BY c.choice)
    FROM (
        -- Bit s of a choice stands for segment s. Segment s has the bits i of a hash with i mod
        -- segments = s, because neighbouring bits are correlated.
        SELECT choice, coalesce(bit_or(1::bigint << i), 0) AS mask
        FROM generate_series(0, (1 << segments) - 1) AS choice
        LEFT JOIN generate_series(0, 63) AS i ON (choice >> (i % segments)) & 1 = 1
        WHERE bit_count(choice::bit(32)) = segments - radius
        GROUP BY choice
    ) c);
COMMENT ON FUNCTION lookalike_internal.covering_masks(integer, integer) IS
    'The masks of all passes: any two hashes within the radius are equal under at least one of them.';

CREATE OR REPLACE FUNCTION lookalike_internal.choose_passes(
    hashes bigint, radius integer, OUT segments integer, OUT passes bigint, OUT seconds double precision
)
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    -- More segments leave fewer hashes to compare in a pass, but make more passes. Measured in a pass:
    -- 1.7 microseconds for each hash, 0.15 for each comparison.
    SELECT c.segments::integer, c.passes,
           c.passes * (1.7e-6 * hashes
                       + 0.15e-6 * hashes::float8 ^ 2 / 2
                         / 2 ^ (64.0 * (c.segments - radius) / c.segments)) AS seconds
    FROM (
        SELECT n.segments, round(factorial(n.segments) / factorial(radius)
                                 / factorial(n.segments - radius))::bigint AS passes
        FROM generate_series(greatest(radius, 1), least(greatest(radius, 1) + 4, 20)) AS n (segments)
        WHERE n.segments >= radius
    ) c
    ORDER BY seconds LIMIT 1;
END;
COMMENT ON FUNCTION lookalike_internal.choose_passes(bigint, integer) IS
    'The number of segments into which match_pass should cut hashes, the number of passes, and about how many seconds '
    'they take; nulls beyond radius 20.';

CREATE OR REPLACE FUNCTION lookalike_internal.match_pass(
    run_id bigint, radius integer, threshold integer, crowd_limit integer, masks bigint[], pass integer
) RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    SET plan_cache_mode = force_custom_plan
    SET work_mem = '256MB'
    SET enable_hashjoin = off  -- its hash of a bigint folds the halves, so that masked keys collide
    SET enable_nestloop = off
AS $$
#variable_conflict use_column
DECLARE
    newly_crowded bigint[];
BEGIN
    CREATE TEMP TABLE keyed ON COMMIT DROP AS
    SELECT r.phash::bigint & masks[pass] AS key, r.image_id, r.phash, r.is_crowded
    FROM lookalike_internal.representative r
    ORDER BY 1;
    ANALYZE pg_temp.keyed;

    -- Where many hashes agree there may be a crowd. Its pairs are too many to be formed even once.
    SELECT lookalike_internal.select_crowded(array_agg(k.image_id), radius, crowd_limit) INTO newly_crowded
    FROM (SELECT k.image_id, count(*) OVER (PARTITION BY k.key) AS members
          FROM pg_temp.keyed k WHERE NOT k.is_crowded) k
    WHERE k.members > crowd_limit;
    PERFORM lookalike_internal.mark_crowded(newly_crowded);
    UPDATE pg_temp.keyed k SET is_crowded = true WHERE k.image_id = ANY (newly_crowded);

    CREATE TEMP TABLE pair ON COMMIT DROP AS
    SELECT least(a.image_id, b.image_id) AS image_id_a, greatest(a.image_id, b.image_id) AS image_id_b
    FROM (SELECT * FROM pg_temp.keyed k WHERE NOT k.is_crowded) a
    JOIN pg_temp.keyed b ON b.key = a.key AND (b.is_crowded OR b.image_id > a.image_id)
    WHERE lookalike.hamming_distance(a.phash, b.phash) <= match_pass.radius
      -- Only the first pass that finds a pair keeps it.
      AND NOT EXISTS (SELECT FROM unnest(masks[:pass - 1]) AS earlier
                      WHERE (a.phash # b.phash)::bigint & earlier = 0);
    ANALYZE pg_temp.pair;
    PERFORM lookalike_internal.store_pairs(run_id, radius, threshold, crowd_limit);
    DROP TABLE pg_temp.keyed, pg_temp.pair;
END
$$;
COMMENT ON FUNCTION lookalike_internal.match_pass(bigint, integer, integer, integer, bigint[], integer) IS
    'Compares all representatives whose hashes are equal under one of the covering masks; one step of find_matches.';

-- Passes that an interrupted run has finished are not done again while the representatives, the
-- waiting ones among them, and the settings stay the same.
CREATE OR REPLACE FUNCTION lookalike_internal.resume_passes(cuts text, crowd_limit integer) RETURNS text
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    this_scheme text;
BEGIN
    SELECT format('%s, crowds over %s: %s hashes %s, %s waiting %s', cuts, crowd_limit, count(*),
                  bit_xor(hashint8extended(r.image_id, hashint8extended(r.phash::bigint, 0))),
                  count(w.image_id), bit_xor(hashint8extended(w.image_id, 1)))
    INTO this_scheme
    FROM lookalike_internal.representative r
    LEFT JOIN lookalike_internal.unmatched_representative w ON w.image_id = r.image_id;
    DELETE FROM lookalike_internal.finished_pass p WHERE p.scheme <> this_scheme;
    RETURN this_scheme;
END
$$;
COMMENT ON FUNCTION lookalike_internal.resume_passes(text, integer) IS
    'The name under which to keep finished passes. Forgets passes that cut '
    'hashes in another way, or had other representatives.';

CREATE OR REPLACE FUNCTION lookalike_internal.finish_pass(scheme text, pass integer) RETURNS void
    LANGUAGE sql
    SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    INSERT INTO lookalike_internal.finished_pass (scheme, pass) VALUES (scheme, pass);
END;
COMMENT ON FUNCTION lookalike_internal.finish_pass(text, integer) IS 'Records that a pass is done.';

CREATE OR REPLACE FUNCTION lookalike_internal.read_finished_passes(scheme text) RETURNS SETOF integer
    LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT p.pass FROM lookalike_internal.finished_pass p WHERE p.scheme = read_finished_passes.scheme;
END;
COMMENT ON FUNCTION lookalike_internal.read_finished_passes(text) IS 'The numbers of the passes that are done.';

CREATE OR REPLACE FUNCTION lookalike_internal.finish_passes() RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    TRUNCATE lookalike_internal.unmatched_representative, lookalike_internal.finished_pass;
    PERFORM lookalike_internal.analyze_if_grown('lookalike_internal.match');
END
$$;
COMMENT ON FUNCTION lookalike_internal.finish_passes() IS
    'Records that all passes are done, and that no representative waits to be compared.';
