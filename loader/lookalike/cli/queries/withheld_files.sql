SELECT path, obstacle FROM lookalike_internal.quarantine_item
WHERE plan_id = %(plan_id)s AND state = 'withheld' ORDER BY path
