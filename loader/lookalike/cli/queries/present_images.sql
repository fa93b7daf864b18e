SELECT count(*) AS images FROM lookalike.image WHERE missing_since IS NULL
