-- The image that a derivative was made of. Bytes or pixels must prove it: images that only resemble each other,
-- or that a person called duplicates, do not stand for each other. Both images must be in one cluster. Both must
-- be unchanged since they were classified: a change takes the class away. Nobody may have decided that they are
-- not duplicates. A copy of a derivative has the same source as the derivative.
CREATE OR REPLACE VIEW lookalike_internal.derivation_source AS
SELECT k.image_id, m.image_id AS source_image_id, m.pixel_digest AS source_pixel_digest
FROM lookalike_internal.retention_class k
JOIN lookalike_internal.image i ON i.image_id = k.image_id
JOIN lookalike_internal.image o ON o.image_id = k.derived_from_image_id
LEFT JOIN lookalike_internal.retention_class ok
  ON ok.image_id = o.image_id AND o.pixel_digest = i.pixel_digest AND ok.class IN ('derivative', 'identical copy')
 AND ok.derivation IS NOT NULL
JOIN lookalike_internal.image m
  ON m.image_id = CASE WHEN o.pixel_digest = i.pixel_digest THEN ok.derived_from_image_id ELSE o.image_id END
 AND m.pixel_digest <> i.pixel_digest
JOIN lookalike_internal.retention_class mk ON mk.image_id = m.image_id AND mk.class <> 'unclassified'
JOIN lookalike_internal.cluster_member c ON c.image_id = k.image_id
JOIN lookalike_internal.cluster_member mc ON mc.image_id = m.image_id AND mc.cluster_id = c.cluster_id
WHERE k.class IN ('derivative', 'identical copy')
  AND k.derivation IS NOT NULL
  AND NOT EXISTS (
      SELECT FROM lookalike_internal.standing_decision d
      WHERE d.pixel_digest_a = least(i.pixel_digest, m.pixel_digest)
        AND d.pixel_digest_b = greatest(i.pixel_digest, m.pixel_digest)
        AND d.decision = 'not a duplicate'
        AND NOT EXISTS (
            SELECT FROM lookalike_internal.standing_decision later
            WHERE later.pixel_digest_a = d.pixel_digest_a AND later.pixel_digest_b = d.pixel_digest_b
              AND later.decision_id > d.decision_id));
COMMENT ON VIEW lookalike_internal.derivation_source IS 'The image that a derivative, or a copy of a derivative, was made of, while the proof is valid.';
COMMENT ON COLUMN lookalike_internal.derivation_source.image_id IS 'Number of the derivative.';
COMMENT ON COLUMN lookalike_internal.derivation_source.source_image_id IS 'Number of the image that it was made of.';
COMMENT ON COLUMN lookalike_internal.derivation_source.source_pixel_digest IS 'Pixels of that image.';

CREATE OR REPLACE VIEW lookalike_internal.published_source AS
SELECT o.pixel_digest
FROM lookalike_internal.publication p
JOIN lookalike_internal.image i ON i.pixel_digest = p.pixel_digest
JOIN lookalike_internal.retention_class k ON k.image_id = i.image_id
JOIN lookalike_internal.image o ON o.image_id = k.derived_from_image_id AND o.pixel_digest <> i.pixel_digest;
COMMENT ON VIEW lookalike_internal.published_source IS 'Pixels that published images were made of; the same pixels may come more than once.';
COMMENT ON COLUMN lookalike_internal.published_source.pixel_digest IS 'The pixels.';

CREATE OR REPLACE VIEW lookalike_internal.backed_image AS
SELECT s.image_id
FROM lookalike_internal.derivation_source s
JOIN lookalike_internal.image i ON i.image_id = s.image_id
WHERE EXISTS (SELECT FROM lookalike_internal.staying_image t WHERE t.pixel_digest = s.source_pixel_digest)
  AND NOT EXISTS (SELECT FROM lookalike_internal.publication p WHERE p.pixel_digest = i.pixel_digest)
  AND NOT EXISTS (SELECT FROM lookalike_internal.possible_rendition r WHERE r.pixel_digest = i.pixel_digest)
  AND NOT EXISTS (SELECT FROM lookalike_internal.published_source p WHERE p.pixel_digest = i.pixel_digest)
  AND NOT EXISTS (SELECT FROM lookalike_internal.gone_image q
                  WHERE q.archival_pixel_digest = i.pixel_digest AND q.image_id <> i.image_id);
COMMENT ON VIEW lookalike_internal.backed_image IS 'Derivatives that may leave because their source stays. They were never published, may not be what was published, and no published image and no image set aside was made of them.';
COMMENT ON COLUMN lookalike_internal.backed_image.image_id IS 'Number of the image.';
