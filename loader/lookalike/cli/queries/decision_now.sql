-- The decision that counts again about the subject of a row that takes one back.
SELECT s.decision_id, s.decision, least(s.path_a, s.path_b) AS one,
       CASE WHEN s.path_b IS NOT NULL THEN greatest(s.path_a, s.path_b) END AS other
FROM lookalike_internal.decision u
JOIN LATERAL (
    SELECT d.* FROM lookalike_internal.standing_decision d
    WHERE d.pixel_digest_a = u.pixel_digest_a AND d.pixel_digest_b IS NOT DISTINCT FROM u.pixel_digest_b
      AND d.statements IS NOT DISTINCT FROM u.statements
      -- A decision about one image is about its place, too.
      AND (u.decision NOT IN ('keep', 'quarantine') OR d.image_id_a = u.image_id_a)
    ORDER BY d.decision_id DESC LIMIT 1
) s ON true
WHERE NOT %(records)s AND u.decision_id = %(row)s
UNION ALL
SELECT s.decision_id, s.decision, r.name_a, r.name_b
FROM lookalike_internal.same_record u
JOIN LATERAL (
    SELECT d.* FROM lookalike_internal.standing_record_decision d
    WHERE d.record_a = u.record_a AND d.record_b = u.record_b
    ORDER BY d.decision_id DESC LIMIT 1
) s ON true
JOIN lookalike_internal.same_record r ON r.decision_id = s.decision_id
WHERE %(records)s AND u.decision_id = %(row)s
