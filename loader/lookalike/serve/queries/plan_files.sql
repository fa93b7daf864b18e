-- Guards are looked up for the files of the page alone.
WITH page AS MATERIALIZED (
    SELECT m.image_id, m.collection, m.path
    FROM lookalike_detail.quarantine_manifest m
    WHERE m.plan_id = %(plan_id)s AND (%(state)s::text IS NULL OR m.state = %(state)s)
    ORDER BY m.collection, m.path LIMIT %(limit)s OFFSET %(skip)s
)
SELECT m.image_id, m.collection, m.path, m.destination, m.byte_size, m.state, m.obstacle, m.guard, m.stays, m.companions,
       m.found, m.looked_at, i.missing_since, i.image_id IS NOT NULL AS is_known
FROM page p
JOIN lookalike_detail.quarantine_manifest m ON m.plan_id = %(plan_id)s AND m.image_id = p.image_id
LEFT JOIN lookalike_detail.image i ON i.image_id = p.image_id
ORDER BY p.collection, p.path
