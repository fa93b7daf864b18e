SELECT path_a, path_b, relation, derived_path, evidence
FROM lookalike.duplicate_pair
WHERE accepted
ORDER BY path_a COLLATE "C", path_b COLLATE "C"
