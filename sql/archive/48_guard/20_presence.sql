-- What is on its way out counts as gone. A file that came to lie under the same path is another one.
CREATE OR REPLACE VIEW lookalike.leaving_image AS
SELECT q.image_id, q.plan_id, q.state, q.pixel_digest, q.archival_pixel_digest
FROM lookalike.quarantine_item q
WHERE q.state IN ('approved', 'moving', 'moved', 'restoring');
COMMENT ON VIEW lookalike.leaving_image IS 'Internal: images that are approved for quarantine, or are in it.';
COMMENT ON COLUMN lookalike.leaving_image.image_id IS 'Number of the image.';
COMMENT ON COLUMN lookalike.leaving_image.plan_id IS 'Number of the plan.';
COMMENT ON COLUMN lookalike.leaving_image.state IS 'approved, moving, moved or restoring.';
COMMENT ON COLUMN lookalike.leaving_image.pixel_digest IS 'Its pixels when it was proposed.';
COMMENT ON COLUMN lookalike.leaving_image.archival_pixel_digest IS 'The pixels of what it was made of, which stay for its sake; its own where it was made of nothing.';

CREATE OR REPLACE VIEW lookalike.staying_image AS
SELECT i.image_id, i.pixel_digest
FROM lookalike.image i
WHERE i.missing_since IS NULL
  AND NOT EXISTS (SELECT FROM lookalike.leaving_image q
                  WHERE q.image_id = i.image_id AND q.pixel_digest = i.pixel_digest);
COMMENT ON VIEW lookalike.staying_image IS 'Internal: images that are present and not on their way into quarantine.';
COMMENT ON COLUMN lookalike.staying_image.image_id IS 'Number of the image.';
COMMENT ON COLUMN lookalike.staying_image.pixel_digest IS 'Its pixels.';

CREATE OR REPLACE VIEW lookalike.published_image AS
SELECT i.image_id
FROM lookalike.image i
WHERE EXISTS (SELECT FROM lookalike.publication p WHERE p.pixel_digest = i.pixel_digest);
COMMENT ON VIEW lookalike.published_image IS 'Images whose very pixels have been published at some time.';
COMMENT ON COLUMN lookalike.published_image.image_id IS 'Number of the image.';

-- What a derivative was made of. Only where bytes or pixels prove it: that two resemble each other, or
-- that somebody called them duplicates, does not say that one stands for the other. And only while the
-- two are in one cluster, nobody decided that they are no duplicates, and neither has changed since it was
-- classified (its class would be gone). A copy of a derivative was made of what the derivative was made of.
CREATE OR REPLACE VIEW lookalike.derivation_source AS
SELECT k.image_id, m.image_id AS source_image_id, m.pixel_digest AS source_pixel_digest
FROM lookalike.retention_class k
JOIN lookalike.image i ON i.image_id = k.image_id
JOIN lookalike.image o ON o.image_id = k.derived_from_image_id
LEFT JOIN lookalike.retention_class ok
  ON ok.image_id = o.image_id AND o.pixel_digest = i.pixel_digest AND ok.class IN ('derivative', 'identical copy')
 AND ok.derivation IS NOT NULL
JOIN lookalike.image m
  ON m.image_id = CASE WHEN o.pixel_digest = i.pixel_digest THEN ok.derived_from_image_id ELSE o.image_id END
 AND m.pixel_digest <> i.pixel_digest
JOIN lookalike.retention_class mk ON mk.image_id = m.image_id AND mk.class <> 'unclassified'
JOIN lookalike.cluster_member c ON c.image_id = k.image_id
JOIN lookalike.cluster_member mc ON mc.image_id = m.image_id AND mc.cluster_id = c.cluster_id
WHERE k.class IN ('derivative', 'identical copy')
  AND k.derivation IS NOT NULL
  AND NOT EXISTS (
      SELECT FROM lookalike.decision d
      WHERE d.pixel_digest_a = least(i.pixel_digest, m.pixel_digest)
        AND d.pixel_digest_b = greatest(i.pixel_digest, m.pixel_digest)
        AND d.decision = 'not a duplicate'
        AND NOT EXISTS (
            SELECT FROM lookalike.decision later
            WHERE later.pixel_digest_a = d.pixel_digest_a AND later.pixel_digest_b = d.pixel_digest_b
              AND later.decision_id > d.decision_id));
COMMENT ON VIEW lookalike.derivation_source IS 'Internal: what a derivative, or a copy of one, was made of, as far as that still stands.';
COMMENT ON COLUMN lookalike.derivation_source.image_id IS 'Number of the derivative.';
COMMENT ON COLUMN lookalike.derivation_source.source_image_id IS 'Number of the image that it was made of.';
COMMENT ON COLUMN lookalike.derivation_source.source_pixel_digest IS 'Pixels of that image.';

CREATE OR REPLACE VIEW lookalike.published_source AS
SELECT o.pixel_digest
FROM lookalike.publication p
JOIN lookalike.image i ON i.pixel_digest = p.pixel_digest
JOIN lookalike.retention_class k ON k.image_id = i.image_id
JOIN lookalike.image o ON o.image_id = k.derived_from_image_id AND o.pixel_digest <> i.pixel_digest;
COMMENT ON VIEW lookalike.published_source IS 'Internal: pixels that published images were made of; may name some more than once.';
COMMENT ON COLUMN lookalike.published_source.pixel_digest IS 'The pixels.';

CREATE OR REPLACE VIEW lookalike.backed_image AS
SELECT s.image_id
FROM lookalike.derivation_source s
JOIN lookalike.image i ON i.image_id = s.image_id
WHERE EXISTS (SELECT FROM lookalike.staying_image t WHERE t.pixel_digest = s.source_pixel_digest)
  AND NOT EXISTS (SELECT FROM lookalike.publication p WHERE p.pixel_digest = i.pixel_digest)
  AND NOT EXISTS (SELECT FROM lookalike.published_source p WHERE p.pixel_digest = i.pixel_digest)
  AND NOT EXISTS (SELECT FROM lookalike.leaving_image q
                  WHERE q.archival_pixel_digest = i.pixel_digest AND q.image_id <> i.image_id);
COMMENT ON VIEW lookalike.backed_image IS 'Internal: derivatives that were never published and of which nothing else was made, while what they were made of stays.';
COMMENT ON COLUMN lookalike.backed_image.image_id IS 'Number of the image.';
