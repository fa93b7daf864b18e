-- The principle of hamming_chunk with more chunks: n = 3 for each 64-bit word. From word j (0 is
-- the first) a chunk takes the bits i (0 is the lowest) with i mod n = (chunk + 3 j) mod n. The
-- parts never overlap, so one bigint holds them all. Its bits are those of hamming_mask(chunk mod 3),
-- for which hamming_flips gives the patterns. The constant has every n-th bit set from bit 0 on.
-- Not STRICT: a STRICT function with a CASE is not inlined. Users' indexes and dumps hold its
-- results, so these may never change.
CREATE OR REPLACE FUNCTION lookalike.hamming_chunk_128(h bit(128), chunk integer)
    RETURNS bigint
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN CASE WHEN chunk BETWEEN 0 AND 5 THEN
                (substring(h, 1, 64)::bigint & (1171221845949812801 << chunk))
                | (substring(h, 65, 64)::bigint & (1171221845949812801 << ((chunk + 3) % 6)))
           END;

COMMENT ON FUNCTION lookalike.hamming_chunk_128(bit, integer) IS
    'The bits of a 128-bit hash that belong to a chunk (0 to 5), folded into one key: '
    'the key of the index that create_hamming_index makes for the chunk; null for any other chunk.';
