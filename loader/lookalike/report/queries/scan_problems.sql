SELECT *
FROM lookalike.scan_problem
ORDER BY collection COLLATE "C", path COLLATE "C", problem COLLATE "C"
