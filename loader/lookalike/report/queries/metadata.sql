-- Conflicts about what a picture shows, by field.
SELECT field, count(*) FILTER (WHERE NOT is_settled) AS open, count(*) FILTER (WHERE is_settled) AS settled
FROM lookalike.metadata_conflict
WHERE is_conflict
GROUP BY field
ORDER BY field COLLATE "C"
