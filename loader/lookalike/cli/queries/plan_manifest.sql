SELECT * FROM lookalike_detail.quarantine_manifest WHERE plan_id = %(plan_id)s
ORDER BY collection, path
