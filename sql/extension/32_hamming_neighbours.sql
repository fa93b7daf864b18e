-- Never inlined. Its cost makes the planner compute the keys once a scan where there is an index,
-- and test the distance first where there is no index.
CREATE OR REPLACE FUNCTION lookalike.hamming_neighbours(key bigint, flips bigint[])
    RETURNS bigint[]
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    COST 100
BEGIN ATOMIC
    SELECT coalesce(array_agg(key # flip), '{}')
    FROM unnest(flips) AS flip;
END;

COMMENT ON FUNCTION lookalike.hamming_neighbours(bigint, bigint[]) IS
    'The keys that a chunk has after each of the given flips.';
