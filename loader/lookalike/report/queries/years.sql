-- The images of each year, or of each ten years where there are many years, and the duplicates among them.
WITH year AS (
    SELECT f.year, count(*) AS images, count(*) FILTER (WHERE f.is_duplicate) AS duplicates
    FROM lookalike.image_fact f
    WHERE NOT f.is_missing AND f.year IS NOT NULL
    GROUP BY f.year
), step AS (
    SELECT CASE WHEN max(y.year) - min(y.year) < 40 THEN 1 ELSE 10 END AS years FROM year y
)
SELECT p.first_year, p.first_year + p.years - 1 AS last_year, p.others, p.duplicates
FROM (
    SELECT y.year / s.years * s.years AS first_year, s.years, sum(y.images - y.duplicates)::bigint AS others,
           sum(y.duplicates)::bigint AS duplicates
    FROM year y CROSS JOIN step s
    GROUP BY y.year / s.years, s.years
    ORDER BY first_year DESC
    LIMIT 60
) p
ORDER BY p.first_year
