-- Pigeonhole: allow chunk c at most t_c flips, where the t_c + 1 add up to radius + 1. If every chunk
-- had more flips than that, the hashes would differ in at least radius + 1 bits. So two hashes
-- within the radius differ in at most t_c bits of some chunk c.
-- The flips have a function of their own: a constant radius makes them a constant even where q is
-- not constant. Not STRICT: a STRICT function with a CASE is not inlined.
CREATE OR REPLACE FUNCTION lookalike.hamming_probe(q bit(64), radius integer, chunk integer)
    RETURNS bigint[]
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN CASE WHEN radius > lookalike.hamming_probe_limit() THEN '{}'::bigint[]
                ELSE lookalike.hamming_neighbours(
                    lookalike.hamming_chunk(q, chunk),
                    lookalike.hamming_flips(chunk, (radius + 3 - chunk) / 3 - 1))
           END;

COMMENT ON FUNCTION lookalike.hamming_probe(bit, integer, integer) IS
    'The keys to look up in the index of a chunk (0, 1 or 2) for hashes within the radius of q; '
    'no keys beyond hamming_probe_limit().';

-- The same for any number of chunks, n = 3 for each 64 bits: chunk c is allowed
-- t_c = (radius + n - c) / n - 1 flips.
CREATE OR REPLACE FUNCTION lookalike.hamming_probe(
    key bigint, radius integer, chunk integer, bits integer)
    RETURNS bigint[]
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN CASE WHEN radius > lookalike.hamming_probe_limit(bits) THEN '{}'::bigint[]
                ELSE lookalike.hamming_neighbours(
                    key,
                    lookalike.hamming_flips(
                        chunk % 3, (radius + 3 * bits / 64 - chunk) / (3 * bits / 64) - 1))
           END;

COMMENT ON FUNCTION lookalike.hamming_probe(bigint, integer, integer, integer) IS
    'The keys to look up in the index of a chunk for hashes of 64, 128 or 256 bits within the '
    'radius of a hash with this key in the chunk; no keys beyond hamming_probe_limit(bits).';
