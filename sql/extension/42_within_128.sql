-- Like within(), with six indexes.
CREATE OR REPLACE FUNCTION lookalike.within_128(h bit(128), q bit(128), radius integer)
    RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN (lookalike.check_hash(h, 128) <~> lookalike.check_hash(q, 128)) <= radius
        AND (lookalike.hamming_chunk_128(h, 0) = ANY (lookalike.hamming_probe(
                    lookalike.hamming_chunk_128(lookalike.check_hash(q, 128), 0), radius, 0, 128))
             OR lookalike.hamming_chunk_128(h, 1) = ANY (lookalike.hamming_probe(
                    lookalike.hamming_chunk_128(lookalike.check_hash(q, 128), 1), radius, 1, 128))
             OR lookalike.hamming_chunk_128(h, 2) = ANY (lookalike.hamming_probe(
                    lookalike.hamming_chunk_128(lookalike.check_hash(q, 128), 2), radius, 2, 128))
             OR lookalike.hamming_chunk_128(h, 3) = ANY (lookalike.hamming_probe(
                    lookalike.hamming_chunk_128(lookalike.check_hash(q, 128), 3), radius, 3, 128))
             OR lookalike.hamming_chunk_128(h, 4) = ANY (lookalike.hamming_probe(
                    lookalike.hamming_chunk_128(lookalike.check_hash(q, 128), 4), radius, 4, 128))
             OR lookalike.hamming_chunk_128(h, 5) = ANY (lookalike.hamming_probe(
                    lookalike.hamming_chunk_128(lookalike.check_hash(q, 128), 5), radius, 5, 128))
             OR lookalike.hamming_chunk_128(h, 0) BETWEEN lookalike.hamming_floor(radius, 128)
                                                      AND 9223372036854775807);

COMMENT ON FUNCTION lookalike.within_128(bit, bit, integer) IS
    'Whether two 128-bit hashes differ in at most radius bits. Exact at every radius; '
    'served by the indexes that create_hamming_index makes on the first argument.';
