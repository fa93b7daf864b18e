SELECT * FROM lookalike.duplication_summary ORDER BY dimension, redundant_bytes DESC, value
