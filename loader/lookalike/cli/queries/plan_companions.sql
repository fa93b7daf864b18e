SELECT image_id, path, obstacle FROM lookalike_detail.quarantine_companion
WHERE plan_id = %(plan_id)s AND image_id = ANY (%(images)s)
ORDER BY path
