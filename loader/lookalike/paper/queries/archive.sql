-- The archive, and the head of its log.
SELECT n.archive_id::text AS archive_id, h.event_id AS head_id, h.hash AS head, h.happened_at AS head_at
FROM lookalike_internal.installation n
LEFT JOIN LATERAL (SELECT e.event_id, e.hash, e.happened_at FROM lookalike_detail.event_log e ORDER BY e.event_id DESC LIMIT 1) h ON true
