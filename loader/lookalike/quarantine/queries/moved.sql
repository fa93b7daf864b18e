SELECT q.destination
FROM lookalike_internal.quarantine_item q
WHERE q.plan_id = %(plan_id)s AND q.state IN ('moved', 'restoring')
ORDER BY q.image_id
