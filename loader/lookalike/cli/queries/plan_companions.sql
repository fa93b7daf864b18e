SELECT image_id, path, obstacle FROM lookalike.quarantine_companion
WHERE plan_id = %(plan_id)s AND image_id = ANY (%(images)s)
ORDER BY path
