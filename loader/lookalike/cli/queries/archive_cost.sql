SELECT s.redundant_cost_per_year AS cost, s.currency
FROM lookalike.duplication_summary s
WHERE s.dimension IN ('archive', 'currency') AND s.redundant_cost_per_year IS NOT NULL
ORDER BY s.currency
