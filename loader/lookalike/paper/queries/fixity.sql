SELECT place, outcome, count(*) AS files, min(checked_at)::date AS oldest, max(checked_at)::date AS newest
FROM lookalike_internal.fixity_check GROUP BY place, outcome ORDER BY place, outcome
