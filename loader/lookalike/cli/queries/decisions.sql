SELECT d.decision_id, d.decision, d.one, d.other, d.decided_by, d.reason, d.decided_at::date AS decided_on,
       u.decided_by AS undone_by, u.reason AS undone_reason, u.decided_at::date AS undone_on
FROM (
    SELECT false AS is_record, r.decision_id, r.decision, least(r.path_a, r.path_b) AS one,
           CASE WHEN r.path_b IS NOT NULL THEN greatest(r.path_a, r.path_b) END AS other, r.decided_by, r.reason, r.decided_at,
           r.undoes, r.undone_by
    FROM lookalike.review_decision r
    UNION ALL
    SELECT true, s.decision_id, s.decision, s.record_a, s.record_b, s.decided_by, s.reason, s.decided_at, s.undoes, s.undone_by
    FROM lookalike_detail.same_record_decision s
) d
LEFT JOIN (
    SELECT false AS is_record, r.decision_id, r.decided_by, r.reason, r.decided_at FROM lookalike.review_decision r
    UNION ALL
    SELECT true, s.decision_id, s.decided_by, s.reason, s.decided_at FROM lookalike_detail.same_record_decision s
) u ON u.decision_id = d.undone_by AND u.is_record = d.is_record
WHERE d.is_record = %(records)s AND d.undoes IS NULL AND (%(only)s::bigint IS NULL OR d.decision_id = %(only)s)
ORDER BY d.decision_id DESC LIMIT %(limit)s
