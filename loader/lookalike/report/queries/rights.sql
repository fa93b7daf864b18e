-- Conflicts about rights by field; the row without a field counts the pictures whose rights are in conflict.
SELECT field, count(*) FILTER (WHERE NOT is_settled) AS open, count(*) FILTER (WHERE is_settled) AS settled,
       count(DISTINCT coalesce(cluster_id::bigint, -image_id)) FILTER (WHERE NOT is_settled) AS pictures
FROM lookalike.rights_conflict
WHERE is_conflict
GROUP BY GROUPING SETS ((), (field))
ORDER BY field COLLATE "C" NULLS LAST
