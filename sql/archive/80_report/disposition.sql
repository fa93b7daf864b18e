-- How many images have each disposition. Commands ask before and after a change, so this is cheap: one pass over the classes, an
-- index of the images, and the few images that are missing. Guards of all images take as long as a classification.
CREATE OR REPLACE VIEW lookalike_detail.disposition_count AS
WITH missing AS MATERIALIZED (
    SELECT i.image_id FROM lookalike_internal.image i WHERE i.missing_since IS NOT NULL
), classified AS MATERIALIZED (
    SELECT k.disposition, count(*) AS images FROM lookalike_internal.retention_class k GROUP BY k.disposition
), gone AS MATERIALIZED (
    SELECT k.disposition, count(*) AS images
    FROM missing m JOIN lookalike_internal.retention_class k ON k.image_id = m.image_id
    GROUP BY k.disposition
), decided AS MATERIALIZED (
    -- What a person decided is not to be reviewed any more, as in retention_classification.
    SELECT replace(d.decision, 'keep', 'retain') AS disposition, count(*) AS images
    FROM lookalike.image_decision d JOIN lookalike_internal.retention_class k ON k.image_id = d.image_id
    WHERE k.disposition = 'review'
    GROUP BY d.decision
)
SELECT d.disposition,
       coalesce(c.images, 0) - coalesce(g.images, 0) + coalesce(p.images, 0)
       - CASE d.disposition WHEN 'review' THEN (SELECT coalesce(sum(o.images), 0)::bigint FROM decided o) ELSE 0 END AS images,
       d.meaning
FROM (VALUES
    (1, 'retain', 'stay where they are'),
    (2, 'review', 'wait for people to decide'),
    (3, 'quarantine', 'may be set aside by a plan, unless a guard keeps them'),
    (4, 'transfer', 'may go to another keeper, unless a guard keeps them'),
    (5, 'not classified', 'have no class yet, and stay where they are')
) d (place, disposition, meaning)
LEFT JOIN (
    SELECT c.disposition, c.images FROM classified c
    UNION ALL
    SELECT 'not classified', (SELECT count(*) FROM lookalike_internal.image) - (SELECT count(*) FROM missing)
                             - coalesce((SELECT sum(c.images)::bigint FROM classified c), 0)
                             + coalesce((SELECT sum(g.images)::bigint FROM gone g), 0)
) c ON c.disposition = d.disposition
LEFT JOIN gone g ON g.disposition = d.disposition
LEFT JOIN decided p ON p.disposition = d.disposition
ORDER BY d.place;
COMMENT ON VIEW lookalike_detail.disposition_count IS 'How many present images have each disposition by the rules of the policy, and by what people decided about images to review. Guards outrank rules: view retention_classification shows a guarded image as retain where the rule says quarantine.';
COMMENT ON COLUMN lookalike_detail.disposition_count.disposition IS 'retain, review, quarantine or transfer; not classified for images that have no class.';
COMMENT ON COLUMN lookalike_detail.disposition_count.images IS 'How many images.';
COMMENT ON COLUMN lookalike_detail.disposition_count.meaning IS 'What happens to these images, in words.';
