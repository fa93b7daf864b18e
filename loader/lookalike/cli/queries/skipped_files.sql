SELECT count(*) AS files FROM lookalike.scan_problem
WHERE NOT is_scanned AND problem <> 'not_an_image'
