-- How often accepted pairs are right, the strongest evidence first.
SELECT band, accepted_pairs, answered, confirmed, precision, precision_low, precision_high
FROM lookalike.match_precision
WHERE accepted_pairs > 0 OR answered > 0
ORDER BY place
