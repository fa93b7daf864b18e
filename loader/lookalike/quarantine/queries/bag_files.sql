-- Where each file of a plan lies, with its companions: where it was, or, once it was moved, where the plan put it.
SELECT q.image_id, q.state, c.root, f.path, f.destination, f.sha256, f.byte_size
FROM lookalike_internal.quarantine_item q
JOIN lookalike_internal.collection c ON c.collection_id = q.collection_id
CROSS JOIN LATERAL (
    SELECT q.path, q.destination, q.sha256, q.byte_size
    UNION ALL
    SELECT o.path, o.destination, o.sha256, o.byte_size
    FROM lookalike_internal.companion o
    WHERE o.plan_id = q.plan_id AND o.image_id = q.image_id AND o.obstacle IS NULL
) f
WHERE q.plan_id = %(plan_id)s AND q.state IN ('approved', 'moving', 'moved', 'restoring', 'handing over', 'transferred')
ORDER BY q.image_id, f.path
