SELECT count(*) FILTER (WHERE problem NOT IN ('not_an_image', 'excluded')) AS files,
       count(*) FILTER (WHERE problem = 'excluded' AND byte_size IS NULL) AS folders_left_out,
       count(*) FILTER (WHERE problem = 'excluded' AND byte_size IS NOT NULL) AS files_left_out
FROM lookalike.scan_problem
WHERE NOT is_scanned
