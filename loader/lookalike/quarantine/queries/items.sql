SELECT image_id, path, state, source, destination, sha256, byte_size
FROM lookalike.quarantine_manifest
WHERE plan_id = %s AND state = ANY (%s)
ORDER BY collection, path
