SELECT count(*) AS plans FROM lookalike_detail.quarantine_plan
