SELECT dimension, value, images, bytes, clusters, identical_copies, identical_bytes, derivatives,
       derivative_bytes, duplication_rate, redundant_bytes, redundant_cost_per_year, currency,
       problems, other_records, duplicates, releasable_images, releasable_bytes
FROM lookalike.duplication_summary
ORDER BY dimension, redundant_bytes DESC, images DESC, value COLLATE "C"
