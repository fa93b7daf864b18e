-- How many clusters hold files that state different rights; saying nothing is no disagreement.
SELECT count(*) AS clusters
FROM (
    SELECT cluster_id
    FROM lookalike.duplicate_image
    GROUP BY cluster_id
    HAVING count(DISTINCT copyright_notice) > 1
        OR count(DISTINCT credit_line) > 1
        OR count(DISTINCT usage_terms) > 1
        OR count(DISTINCT rights_url) > 1
) disagreeing
