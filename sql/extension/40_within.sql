-- One inlinable predicate: in a WHERE or a JOIN the planner turns it into a BitmapOr over the three
-- hamming indexes on h. The distance comes first for calls that cannot be inlined, because q is a
-- sub-select or a costly expression: join a query that gives q instead.
CREATE OR REPLACE FUNCTION lookalike.within(h bit(64), q bit(64), radius integer)
    RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN (lookalike.check_hash(h, 64) <~> lookalike.check_hash(q, 64)) <= radius
        AND (lookalike.hamming_chunk(h, 0) = ANY (lookalike.hamming_probe(lookalike.check_hash(q, 64), radius, 0))
             OR lookalike.hamming_chunk(h, 1) = ANY (lookalike.hamming_probe(lookalike.check_hash(q, 64), radius, 1))
             OR lookalike.hamming_chunk(h, 2) = ANY (lookalike.hamming_probe(lookalike.check_hash(q, 64), radius, 2))
             OR lookalike.hamming_chunk(h, 0) BETWEEN lookalike.hamming_floor(radius)
                                                  AND 9223372036854775807);

COMMENT ON FUNCTION lookalike.within(bit, bit, integer) IS
    'Whether two 64-bit hashes differ in at most radius bits. Exact at every radius; '
    'served by the indexes that create_hamming_index makes on the first argument. '
    'For longer hashes: within_128, within_256.';
