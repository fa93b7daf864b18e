-- The key of one hamming index. Inlined by the planner, so index and query must both be written
-- with this function. Users' indexes and dumps hold its results: they may never change.
CREATE OR REPLACE FUNCTION lookalike.hamming_chunk(h bit(64), chunk integer)
    RETURNS bigint
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN h::bigint & lookalike.hamming_mask(chunk);

COMMENT ON FUNCTION lookalike.hamming_chunk(bit, integer) IS
    'The bits of a 64-bit hash that belong to a chunk (0, 1 or 2), the others cleared: '
    'the key of the index that create_hamming_index makes for the chunk.';
