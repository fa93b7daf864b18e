CREATE OR REPLACE VIEW lookalike_internal.part_match AS
SELECT m.image_id_a, m.image_id_b, m.inner_image_id AS part_image_id,
       CASE m.inner_image_id WHEN m.image_id_a THEN m.image_id_b ELSE m.image_id_a END AS whole_image_id
FROM lookalike_internal.match m
JOIN lookalike_internal.image a ON a.image_id = m.image_id_a
JOIN lookalike_internal.image b ON b.image_id = m.image_id_b
LEFT JOIN lookalike_internal.pair_decision d
  ON d.pixel_digest_a = least(a.pixel_digest, b.pixel_digest)
 AND d.pixel_digest_b = greatest(a.pixel_digest, b.pixel_digest)
WHERE m.proof = 'part of' AND NOT m.is_accepted
  AND d.decision IS DISTINCT FROM 'not a duplicate';
COMMENT ON VIEW lookalike_internal.part_match IS 'Matches that prove that one image is part of another, unless people decided that it is not.';
COMMENT ON COLUMN lookalike_internal.part_match.image_id_a IS 'One image of the match.';
COMMENT ON COLUMN lookalike_internal.part_match.image_id_b IS 'The other image of the match.';
COMMENT ON COLUMN lookalike_internal.part_match.part_image_id IS 'The image that is part of the other.';
COMMENT ON COLUMN lookalike_internal.part_match.whole_image_id IS 'The image that contains it.';
