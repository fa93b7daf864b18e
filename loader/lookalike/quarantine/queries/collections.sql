SELECT c.collection_id, c.root
FROM lookalike_internal.collection c
WHERE EXISTS (SELECT FROM lookalike_internal.quarantine_item q
              WHERE q.plan_id = %(plan_id)s AND q.collection_id = c.collection_id AND q.state = ANY (%(states)s))
ORDER BY c.collection_id
