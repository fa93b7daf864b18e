-- The conflicts by field.
SELECT kind, field,
       count(*) FILTER (WHERE NOT is_settled) AS open,
       count(*) FILTER (WHERE is_settled) AS settled
FROM lookalike.conflict_fact
GROUP BY kind, field
ORDER BY kind DESC, field COLLATE "C"
