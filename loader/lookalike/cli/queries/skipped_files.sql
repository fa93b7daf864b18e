SELECT count(*) AS files FROM lookalike.scan_problem
WHERE NOT scanned AND problem <> 'not_an_image'
