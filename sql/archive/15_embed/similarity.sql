CREATE OR REPLACE FUNCTION lookalike.cosine_similarity(a halfvec, b halfvec) RETURNS double precision
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN 1 - (a <=> b);
COMMENT ON FUNCTION lookalike.cosine_similarity(halfvec, halfvec) IS
    'Cosine similarity of two embeddings: 1 for the same direction, 0 for nothing in common.';

-- A plain query with the plain operator, so that the function is inlined and the index serves it.
CREATE OR REPLACE FUNCTION lookalike.nearest_pictures(q halfvec, k integer)
    RETURNS TABLE (pixel_digest bytea, similarity double precision, hubness real)
    LANGUAGE sql STABLE
    ROWS 10
BEGIN ATOMIC
    SELECT e.pixel_digest, 1 - (e.embedding <=> q), e.hubness
    FROM lookalike_internal.embedding e
    WHERE lookalike.image_of(e.pixel_digest) IS NOT NULL  -- at least one image of it is present
    ORDER BY e.embedding <=> q
    LIMIT k;
END;
COMMENT ON FUNCTION lookalike.nearest_pictures(halfvec, integer) IS
    'The k pictures whose embeddings are the most similar, by the HNSW index, which misses few of the nearest.';
