-- The totals of duplication_summary are those of the facts. A row that this query returns is a difference.
SELECT s.images, f.images AS counted, s.duplicates, f.duplicates AS counted_duplicates
FROM {{ source('lookalike', 'duplication_summary') }} s
CROSS JOIN (SELECT count(*) AS images, count(*) FILTER (WHERE is_duplicate) AS duplicates
            FROM {{ source('lookalike', 'image_fact') }} WHERE NOT is_missing) f
WHERE s.dimension = 'archive' AND (s.images, s.duplicates) IS DISTINCT FROM (f.images, f.duplicates)
