-- The key of one hamming index. The planner inlines the function, so the index and the query must
-- both be written with it. Users' indexes and dumps hold its results, so these may never change.
CREATE OR REPLACE FUNCTION lookalike.hamming_chunk(h bit(64), chunk integer)
    RETURNS bigint
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN h::bigint & lookalike.hamming_mask(chunk);

COMMENT ON FUNCTION lookalike.hamming_chunk(bit, integer) IS
    'The bits of a 64-bit hash that belong to a chunk (0, 1 or 2), the others cleared: '
    'the key of the index that create_hamming_index makes for the chunk.';
