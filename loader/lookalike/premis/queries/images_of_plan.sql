SELECT q.image_id FROM lookalike_internal.quarantine_item q
WHERE q.plan_id = %(plan)s AND q.state <> 'withheld'
ORDER BY q.image_id
