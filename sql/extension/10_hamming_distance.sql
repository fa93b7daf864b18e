-- pgvector's own operator, with an integer as its result.
CREATE OR REPLACE FUNCTION lookalike.hamming_distance(a bit, b bit)
    RETURNS integer
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN (a <~> b)::integer;

COMMENT ON FUNCTION lookalike.hamming_distance(bit, bit) IS
    'Number of bits in which two hashes of one length differ; an error if their lengths differ.';
