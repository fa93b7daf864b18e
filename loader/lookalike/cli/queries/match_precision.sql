SELECT band, accepted_pairs, sampled, answered, confirmed, precision, precision_low, precision_high
FROM lookalike.match_precision ORDER BY place
