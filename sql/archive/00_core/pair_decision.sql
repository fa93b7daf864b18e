CREATE OR REPLACE VIEW lookalike_internal.pair_decision AS
SELECT DISTINCT ON (d.pixel_digest_a, d.pixel_digest_b)
       d.pixel_digest_a,
       d.pixel_digest_b,
       d.decision,
       d.decision_id
FROM lookalike_internal.standing_decision d
WHERE d.pixel_digest_b IS NOT NULL
ORDER BY d.pixel_digest_a, d.pixel_digest_b, d.decision_id DESC;
COMMENT ON VIEW lookalike_internal.pair_decision IS 'The latest decision about each pair of pictures that nobody has taken back.';
COMMENT ON COLUMN lookalike_internal.pair_decision.pixel_digest_a IS
    'Digest of the pixels of one picture; it sorts before the other digest.';
COMMENT ON COLUMN lookalike_internal.pair_decision.pixel_digest_b IS 'Digest of the pixels of the other picture.';
COMMENT ON COLUMN lookalike_internal.pair_decision.decision IS 'duplicate or not a duplicate.';
COMMENT ON COLUMN lookalike_internal.pair_decision.decision_id IS 'Number of the decision.';
