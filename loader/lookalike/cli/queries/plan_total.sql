SELECT count(*) AS images, coalesce(sum(byte_size), 0) AS bytes
FROM lookalike_internal.quarantine_item WHERE plan_id = %(plan_id)s
