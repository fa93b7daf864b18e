-- A plan, with the policy in use and those that gave its images their classes, and the head of the log.
SELECT p.*, n.archive_id::text AS archive_id, h.event_id AS head_id, h.hash AS head, h.happened_at AS head_at,
       (SELECT string_agg(format('%%s, version %%s%%s', v.name, v.version, CASE WHEN v.is_in_use THEN ' (in use)' END), '; '
                          ORDER BY v.policy_id)
        FROM lookalike.policy_version v
        WHERE v.is_in_use
           OR EXISTS (SELECT FROM lookalike_internal.quarantine_item q
                      JOIN lookalike_internal.retention_class k ON k.image_id = q.image_id
                      WHERE q.plan_id = p.plan_id AND k.policy_id = v.policy_id)) AS policies
FROM lookalike.quarantine_plan p
CROSS JOIN lookalike_internal.installation n
LEFT JOIN LATERAL (SELECT e.event_id, e.hash, e.happened_at FROM lookalike.event_log e ORDER BY e.event_id DESC LIMIT 1) h ON true
WHERE p.plan_id = %(plan_id)s
