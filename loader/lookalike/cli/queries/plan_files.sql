SELECT image_id, collection, path, state, byte_size, stays, guard, obstacle, found, looked_at
FROM lookalike_detail.quarantine_manifest WHERE plan_id = %(plan_id)s
ORDER BY collection, path LIMIT %(limit)s
