-- The one place that says which matches wait for people: not accepted, and not part of one another.
CREATE OR REPLACE VIEW lookalike_internal.possible_match AS
SELECT m.image_id_a, m.image_id_b, m.found_by, m.phash_distance, m.phash_256_distance, m.embedding_similarity,
       m.proof, m.correlation, m.agreement
FROM lookalike_internal.match m
WHERE NOT m.is_accepted AND m.proof IS DISTINCT FROM 'part of';
COMMENT ON VIEW lookalike_internal.possible_match IS
    'Matches that are not accepted, and in which neither image is part of the other: possible copies.';
COMMENT ON COLUMN lookalike_internal.possible_match.image_id_a IS 'The image with the lower number.';
COMMENT ON COLUMN lookalike_internal.possible_match.image_id_b IS 'The image with the higher number.';
COMMENT ON COLUMN lookalike_internal.possible_match.found_by IS 'How the pair was found, as in match.';
COMMENT ON COLUMN lookalike_internal.possible_match.phash_distance IS 'Bits in which their 64-bit hashes differ.';
COMMENT ON COLUMN lookalike_internal.possible_match.phash_256_distance IS 'Bits in which their 256-bit hashes differ.';
COMMENT ON COLUMN lookalike_internal.possible_match.embedding_similarity IS 'Cosine of their embeddings, where these proposed the pair.';
COMMENT ON COLUMN lookalike_internal.possible_match.proof IS 'Result of the comparison of pixels, as in match.';
COMMENT ON COLUMN lookalike_internal.possible_match.correlation IS 'Correlation of the overlap, as in match.';
COMMENT ON COLUMN lookalike_internal.possible_match.agreement IS 'Share of blocks that agree, as in match.';
