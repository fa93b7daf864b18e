SELECT p.band, p.accepted_pairs, p.sampled, p.answered, p.confirmed, p.precision, p.precision_low, p.precision_high
FROM lookalike.match_precision p ORDER BY p.place
