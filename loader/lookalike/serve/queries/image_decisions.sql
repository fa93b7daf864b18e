SELECT d.decision_id, d.decision, d.decided_by, d.reason, d.decided_at, d.undoes, d.undone_by,
       CASE WHEN d.image_id_a = %(image_id)s THEN d.image_id_b ELSE d.image_id_a END AS other_image_id,
       CASE WHEN d.image_id_a = %(image_id)s THEN d.path_b ELSE d.path_a END AS other_path
FROM lookalike.review_decision d
WHERE %(image_id)s IN (d.image_id_a, d.image_id_b)
ORDER BY d.decision_id DESC LIMIT %(limit)s
