-- How many accepted pairs show each relation. A pair with two relations counts for both.
WITH relation AS (
    SELECT 'identical file' AS relation, is_identical_file AS holds FROM pair_fact WHERE is_accepted
    UNION ALL SELECT 'identical image', is_identical_image FROM pair_fact WHERE is_accepted
    UNION ALL SELECT 're-encoded', is_reencoded FROM pair_fact WHERE is_accepted
    UNION ALL SELECT 'resized', is_resized FROM pair_fact WHERE is_accepted
    UNION ALL SELECT 'cropped', is_cropped FROM pair_fact WHERE is_accepted
    UNION ALL SELECT 'bordered', is_bordered FROM pair_fact WHERE is_accepted
    UNION ALL SELECT 'rotated', is_rotated FROM pair_fact WHERE is_accepted
    UNION ALL SELECT 'mirrored', is_mirrored FROM pair_fact WHERE is_accepted
    UNION ALL SELECT 'negative', is_negative FROM pair_fact WHERE is_accepted
    UNION ALL SELECT 'toned', is_toned FROM pair_fact WHERE is_accepted
    UNION ALL SELECT 'edited', is_edited FROM pair_fact WHERE is_accepted
)
SELECT relation, count(*) FILTER (WHERE holds) AS pairs
FROM relation
GROUP BY relation;
