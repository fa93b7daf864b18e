-- The files: all of them, named images, or those that a plan did not withhold. Each with its place, and with the file
-- from which it was made.
SELECT i.image_id, c.name AS collection, i.path, i.byte_size, encode(i.sha256, 'hex') AS sha256, i.format, i.software,
       coalesce(q.destination, CASE WHEN i.missing_since IS NULL THEN rtrim(c.root, '/') || '/' || i.path END) AS location,
       o.image_id AS source_id, k.derivation, o.sha256 = i.sha256 AS has_same_fixity, e.event_id, e.event_type
FROM lookalike_internal.image i
JOIN lookalike_internal.collection c ON c.collection_id = i.collection_id
LEFT JOIN lookalike_internal.quarantine_item q ON q.image_id = i.image_id AND q.state = 'moved'
LEFT JOIN lookalike_internal.retention_class k ON k.image_id = i.image_id AND k.derivation IS NOT NULL
LEFT JOIN lookalike_internal.image o ON o.image_id = k.derived_from_image_id
LEFT JOIN lookalike_detail.event_log e ON e.object_type = 'run' AND e.object_id = i.changed_run_id::text AND e.action = 'scan'
WHERE %(images)s::bigint[] IS NULL OR i.image_id = ANY (%(images)s::bigint[])
ORDER BY i.image_id
