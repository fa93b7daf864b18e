-- How many images have each disposition. Commands read it before and after a change, so it reads one table only: guards of all
-- images take as long as a classification.
CREATE OR REPLACE VIEW lookalike.disposition_count AS
SELECT d.disposition,
       coalesce(k.images, 0) AS images,
       coalesce(k.bytes, 0) AS bytes,
       d.meaning
FROM (VALUES
    (1, 'retain', 'stay where they are'),
    (2, 'review', 'wait for people to decide'),
    (3, 'quarantine', 'may be set aside by a plan, unless a guard keeps them'),
    (4, 'transfer', 'may go to another keeper by a plan, unless a guard keeps them'),
    (5, 'not classified', 'have no class yet, and stay where they are')
) d (place, disposition, meaning)
LEFT JOIN (
    SELECT coalesce(c.disposition, 'not classified') AS disposition, count(*) AS images, sum(i.byte_size)::bigint AS bytes
    FROM lookalike_internal.present_image i
    LEFT JOIN lookalike_internal.retention_class c ON c.image_id = i.image_id
    GROUP BY coalesce(c.disposition, 'not classified')
) k ON k.disposition = d.disposition
ORDER BY d.place;
COMMENT ON VIEW lookalike.disposition_count IS 'How many present images have each disposition by the rules of the policy. Guards outrank rules: view retention_classification shows a guarded image as retain where the rule says quarantine.';
COMMENT ON COLUMN lookalike.disposition_count.disposition IS 'retain, review, quarantine or transfer; not classified for images that have no class.';
COMMENT ON COLUMN lookalike.disposition_count.images IS 'How many images.';
COMMENT ON COLUMN lookalike.disposition_count.bytes IS 'Bytes of their files.';
COMMENT ON COLUMN lookalike.disposition_count.meaning IS 'What happens to these images, in words.';
