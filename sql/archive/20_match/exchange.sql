-- When the loader compares all with all, it reads and writes these rows by COPY.

CREATE OR REPLACE FUNCTION lookalike_internal.read_representatives()
    RETURNS TABLE (image_id bigint, phash bit(64), waiting boolean, is_crowded boolean)
    LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT r.image_id, r.phash, w.image_id IS NOT NULL, r.is_crowded
    FROM lookalike_internal.representative r
    LEFT JOIN lookalike_internal.unmatched_representative w ON w.image_id = r.image_id
    ORDER BY r.image_id;
END;
COMMENT ON FUNCTION lookalike_internal.read_representatives() IS
    'All representatives in the order of their numbers, and whether they wait to be compared.';

CREATE OR REPLACE FUNCTION lookalike_internal.read_neighbours(radius integer)
    RETURNS TABLE (image_id_a bigint, image_id_b bigint)
    LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT m.image_id_a, m.image_id_b
    FROM lookalike_internal.match m
    JOIN lookalike_internal.representative a ON a.image_id = m.image_id_a
    JOIN lookalike_internal.representative b ON b.image_id = m.image_id_b
    WHERE m.phash_distance <= radius;
END;
COMMENT ON FUNCTION lookalike_internal.read_neighbours(integer) IS
    'The pairs of representatives within the radius that are stored already.';

CREATE OR REPLACE FUNCTION lookalike_internal.count_unconnected() RETURNS bigint
    LANGUAGE sql STABLE
    SET search_path = pg_catalog, pg_temp
RETURN (SELECT count(*) FROM lookalike_internal.representative r WHERE r.is_crowded AND r.crowd_id IS NULL);
COMMENT ON FUNCTION lookalike_internal.count_unconnected() IS
    'How many crowded representatives are not yet in a crowd.';

CREATE OR REPLACE FUNCTION lookalike_internal.read_crowded()
    RETURNS TABLE (image_id bigint, phash bit(64), phash_256 bit(256), crowd_id bigint)
    LANGUAGE sql STABLE
BEGIN ATOMIC
    -- A representative without a crowd counts as a crowd of its own.
    SELECT r.image_id, r.phash, r.phash_256, coalesce(r.crowd_id, -r.image_id)
    FROM lookalike_internal.representative r WHERE r.is_crowded
    ORDER BY r.image_id;
END;
COMMENT ON FUNCTION lookalike_internal.read_crowded() IS
    'All crowded representatives in the order of their numbers, with their crowds.';

CREATE OR REPLACE FUNCTION lookalike_internal.begin_pairs() RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    CREATE TEMP TABLE pair (image_id_a bigint, image_id_b bigint) ON COMMIT DROP;
END
$$;
COMMENT ON FUNCTION lookalike_internal.begin_pairs() IS
    'Makes pg_temp.pair (image_id_a, image_id_b) for this transaction, the lower number first.';

CREATE OR REPLACE FUNCTION lookalike_internal.take_pairs(run_id bigint, threshold integer) RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    ANALYZE pg_temp.pair;
    PERFORM lookalike_internal.insert_matches(run_id, threshold);
    DROP TABLE pg_temp.pair;
END
$$;
COMMENT ON FUNCTION lookalike_internal.take_pairs(bigint, integer) IS
    'Writes the pairs in pg_temp.pair as matches, and drops that table.';

CREATE OR REPLACE FUNCTION lookalike_internal.begin_crowds() RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    CREATE TEMP TABLE crowd_of (image_id bigint, crowd_id bigint) ON COMMIT DROP;
END
$$;
COMMENT ON FUNCTION lookalike_internal.begin_crowds() IS
    'Makes pg_temp.crowd_of (image_id, crowd_id) for this transaction.';

CREATE OR REPLACE FUNCTION lookalike_internal.take_crowds() RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    ANALYZE pg_temp.crowd_of;
    UPDATE lookalike_internal.representative r SET crowd_id = n.crowd_id
    FROM pg_temp.crowd_of n
    WHERE r.image_id = n.image_id AND r.is_crowded AND r.crowd_id IS DISTINCT FROM n.crowd_id;
    DROP TABLE pg_temp.crowd_of;
END
$$;
COMMENT ON FUNCTION lookalike_internal.take_crowds() IS
    'Stores the crowds of crowded representatives from pg_temp.crowd_of, and drops that table.';
