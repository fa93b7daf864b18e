SELECT count(*) AS images FROM lookalike_detail.image WHERE missing_since IS NULL
