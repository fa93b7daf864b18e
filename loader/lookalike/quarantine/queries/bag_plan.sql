-- A plan, with the policies that gave its images their classes, and the head of the log.
SELECT p.*, n.archive_id::text AS archive_id, h.event_id AS head_id, h.hash AS head, h.happened_at AS head_at,
       (SELECT string_agg(DISTINCT format('%%s, version %%s', r.name, r.version), '; ')
        FROM lookalike_internal.quarantine_item q
        JOIN lookalike_internal.retention_class k ON k.image_id = q.image_id
        JOIN lookalike_internal.retention_policy r ON r.policy_id = k.policy_id
        WHERE q.plan_id = p.plan_id) AS policies
FROM lookalike.quarantine_plan p
CROSS JOIN lookalike_internal.installation n
LEFT JOIN LATERAL (SELECT e.event_id, e.hash, e.happened_at FROM lookalike.event_log e ORDER BY e.event_id DESC LIMIT 1) h ON true
WHERE p.plan_id = %(plan_id)s
