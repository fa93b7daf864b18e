SELECT path, problem FROM lookalike.quarantine_item
WHERE plan_id = %(plan_id)s AND state = 'withheld' ORDER BY path
