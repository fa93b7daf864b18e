-- Like within(), with twelve indexes.
CREATE OR REPLACE FUNCTION lookalike.within_256(h bit(256), q bit(256), radius integer)
    RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN (lookalike.check_hash(h, 256) <~> lookalike.check_hash(q, 256)) <= radius
        AND (lookalike.hamming_chunk_256(h, 0) = ANY (lookalike.hamming_probe(
                    lookalike.hamming_chunk_256(lookalike.check_hash(q, 256), 0), radius, 0, 256))
             OR lookalike.hamming_chunk_256(h, 1) = ANY (lookalike.hamming_probe(
                    lookalike.hamming_chunk_256(lookalike.check_hash(q, 256), 1), radius, 1, 256))
             OR lookalike.hamming_chunk_256(h, 2) = ANY (lookalike.hamming_probe(
                    lookalike.hamming_chunk_256(lookalike.check_hash(q, 256), 2), radius, 2, 256))
             OR lookalike.hamming_chunk_256(h, 3) = ANY (lookalike.hamming_probe(
                    lookalike.hamming_chunk_256(lookalike.check_hash(q, 256), 3), radius, 3, 256))
             OR lookalike.hamming_chunk_256(h, 4) = ANY (lookalike.hamming_probe(
                    lookalike.hamming_chunk_256(lookalike.check_hash(q, 256), 4), radius, 4, 256))
             OR lookalike.hamming_chunk_256(h, 5) = ANY (lookalike.hamming_probe(
                    lookalike.hamming_chunk_256(lookalike.check_hash(q, 256), 5), radius, 5, 256))
             OR lookalike.hamming_chunk_256(h, 6) = ANY (lookalike.hamming_probe(
                    lookalike.hamming_chunk_256(lookalike.check_hash(q, 256), 6), radius, 6, 256))
             OR lookalike.hamming_chunk_256(h, 7) = ANY (lookalike.hamming_probe(
                    lookalike.hamming_chunk_256(lookalike.check_hash(q, 256), 7), radius, 7, 256))
             OR lookalike.hamming_chunk_256(h, 8) = ANY (lookalike.hamming_probe(
                    lookalike.hamming_chunk_256(lookalike.check_hash(q, 256), 8), radius, 8, 256))
             OR lookalike.hamming_chunk_256(h, 9) = ANY (lookalike.hamming_probe(
                    lookalike.hamming_chunk_256(lookalike.check_hash(q, 256), 9), radius, 9, 256))
             OR lookalike.hamming_chunk_256(h, 10) = ANY (lookalike.hamming_probe(
                    lookalike.hamming_chunk_256(lookalike.check_hash(q, 256), 10), radius, 10, 256))
             OR lookalike.hamming_chunk_256(h, 11) = ANY (lookalike.hamming_probe(
                    lookalike.hamming_chunk_256(lookalike.check_hash(q, 256), 11), radius, 11, 256))
             OR lookalike.hamming_chunk_256(h, 0) BETWEEN lookalike.hamming_floor(radius, 256)
                                                      AND 9223372036854775807);

COMMENT ON FUNCTION lookalike.within_256(bit, bit, integer) IS
    'Whether two 256-bit hashes differ in at most radius bits. Exact at every radius; '
    'served by the indexes that create_hamming_index makes on the first argument.';
