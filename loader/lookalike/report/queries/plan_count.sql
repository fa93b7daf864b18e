SELECT count(*) AS plans FROM lookalike.quarantine_plan
