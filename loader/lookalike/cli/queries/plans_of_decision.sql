-- Plans that have an image of a decision to quarantine that was taken back.
SELECT p.plan_id, p.name, q.path
FROM lookalike_internal.decision u
JOIN lookalike_internal.quarantine_item q
  ON q.image_id = u.image_id_a AND q.state IN ('proposed', 'approved', 'moving', 'moved', 'restoring')
JOIN lookalike_internal.quarantine_plan p ON p.plan_id = q.plan_id
WHERE NOT %(records)s AND u.decision_id = %(row)s AND u.decision = 'quarantine'
ORDER BY p.plan_id
