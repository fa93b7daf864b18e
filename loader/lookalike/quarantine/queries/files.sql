-- The files of an item: the image first, then its companions that go with it.
SELECT f.is_companion, c.root, f.path, p.destination AS top, f.destination, f.sha256, f.byte_size,
       t.direction, t.path_inode, t.destination_inode, t.copy_name, t.aside_name, t.attributes
FROM lookalike_internal.quarantine_item q
JOIN lookalike_internal.quarantine_plan p ON p.plan_id = q.plan_id
JOIN lookalike_internal.collection c ON c.collection_id = q.collection_id
CROSS JOIN LATERAL (
    SELECT false AS is_companion, q.path, q.destination, q.sha256, q.byte_size
    UNION ALL
    SELECT true, o.path, o.destination, o.sha256, o.byte_size
    FROM lookalike_internal.companion o
    WHERE o.plan_id = q.plan_id AND o.image_id = q.image_id AND o.obstacle IS NULL
) f
LEFT JOIN lookalike_internal.quarantine_journal t
    ON t.plan_id = q.plan_id AND t.image_id = q.image_id AND t.path = f.path
WHERE q.plan_id = %(plan_id)s AND q.image_id = %(image_id)s
ORDER BY f.is_companion, f.path
