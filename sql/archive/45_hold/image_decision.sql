-- A decision is about the pixels of one image. The image keeps it after a move or another scan. An identical
-- copy gets the decision only when that image is gone; an image in quarantine is not gone.
CREATE OR REPLACE VIEW lookalike.image_decision AS
SELECT DISTINCT ON (i.image_id)
       i.image_id, d.decision_id, d.decision, d.decided_by, d.reason, d.decided_at
FROM lookalike_internal.image i
JOIN lookalike_internal.standing_decision d ON d.pixel_digest_a = i.pixel_digest AND d.decision IN ('keep', 'quarantine')
WHERE i.missing_since IS NULL
  AND (d.image_id_a = i.image_id
       OR NOT EXISTS (
           SELECT FROM lookalike_internal.image o
           WHERE o.image_id = d.image_id_a AND o.pixel_digest = d.pixel_digest_a
             AND (o.missing_since IS NULL
                  OR EXISTS (SELECT FROM lookalike_internal.leaving_image q
                             WHERE q.image_id = o.image_id AND q.pixel_digest = o.pixel_digest))))
ORDER BY i.image_id, d.decision_id DESC;
COMMENT ON VIEW lookalike.image_decision IS 'The latest decision to keep or to quarantine that applies to each present image.';
COMMENT ON COLUMN lookalike.image_decision.image_id IS 'Number of the image.';
COMMENT ON COLUMN lookalike.image_decision.decision_id IS 'Number of the decision.';
COMMENT ON COLUMN lookalike.image_decision.decision IS 'keep or quarantine.';
COMMENT ON COLUMN lookalike.image_decision.decided_by IS 'Name of the person who decided.';
COMMENT ON COLUMN lookalike.image_decision.reason IS 'Reason, in the words of that person.';
COMMENT ON COLUMN lookalike.image_decision.decided_at IS 'When the person decided.';
