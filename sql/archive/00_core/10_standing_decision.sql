-- The decisions that count. Every reader of decisions reads these: where the latest decision about a subject is taken back, the
-- one before it counts again. Only the rule of four eyes reads all rows (65_quarantine/four_eyes.sql).
CREATE OR REPLACE VIEW lookalike_internal.standing_decision AS
SELECT d.decision_id, d.decision, d.pixel_digest_a, d.pixel_digest_b, d.image_id_a, d.image_id_b, d.path_a, d.path_b,
       d.statements, d.decided_by, d.reason, d.database_role, d.decided_at
FROM lookalike_internal.decision d
WHERE d.undoes IS NULL
  AND NOT EXISTS (SELECT FROM lookalike_internal.decision u WHERE u.undoes = d.decision_id);
COMMENT ON VIEW lookalike_internal.standing_decision IS 'The decisions that nobody has taken back. The latest about the same subject holds.';
COMMENT ON COLUMN lookalike_internal.standing_decision.decision_id IS 'Number of the decision; a later one is higher.';
COMMENT ON COLUMN lookalike_internal.standing_decision.decision IS 'duplicate or not a duplicate, of a pair; keep, quarantine or rights settled, of an image.';
COMMENT ON COLUMN lookalike_internal.standing_decision.pixel_digest_a IS 'Digest of the pixels of the picture; of a pair, the digest that sorts before the other.';
COMMENT ON COLUMN lookalike_internal.standing_decision.pixel_digest_b IS 'Digest of the pixels of the other picture of a pair.';
COMMENT ON COLUMN lookalike_internal.standing_decision.image_id_a IS 'The image that the reviewer named, with the pixels of pixel_digest_a.';
COMMENT ON COLUMN lookalike_internal.standing_decision.image_id_b IS 'The image that the reviewer named, with the pixels of pixel_digest_b.';
COMMENT ON COLUMN lookalike_internal.standing_decision.path_a IS 'Path of image a at that time.';
COMMENT ON COLUMN lookalike_internal.standing_decision.path_b IS 'Path of image b at that time.';
COMMENT ON COLUMN lookalike_internal.standing_decision.statements IS 'Of rights settled: digest of the contradicting statements that are settled.';
COMMENT ON COLUMN lookalike_internal.standing_decision.decided_by IS 'Who decided.';
COMMENT ON COLUMN lookalike_internal.standing_decision.reason IS 'Why, in the words of that person.';
COMMENT ON COLUMN lookalike_internal.standing_decision.database_role IS 'The role that was connected.';
COMMENT ON COLUMN lookalike_internal.standing_decision.decided_at IS 'When.';
