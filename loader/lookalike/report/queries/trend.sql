-- The images after each of the last audits that found something new, and the duplicates among them.
SELECT p.audit_id, p.taken_at, p.images - p.duplicates AS others, p.duplicates, p.duplicate_bytes
FROM (
    SELECT s.audit_id, s.taken_at, sum(s.images)::bigint AS images, sum(s.duplicates)::bigint AS duplicates,
           sum(s.duplicate_bytes)::bigint AS duplicate_bytes
    FROM lookalike.audit_snapshot s
    GROUP BY s.audit_id, s.taken_at
    ORDER BY s.audit_id DESC
    LIMIT 24
) p
ORDER BY p.audit_id
