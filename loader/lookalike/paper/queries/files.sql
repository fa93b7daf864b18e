SELECT image_id, collection, path, byte_size, sha256, state, obstacle
FROM lookalike_detail.quarantine_manifest WHERE plan_id = %(plan_id)s
ORDER BY collection, path
