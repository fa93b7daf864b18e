-- A decision of this person that holds: neither taken back, nor one that takes another back.
SELECT d.decision_id, d.decision, d.path_a, d.path_b, d.image_id_a, d.image_id_b, NULL::integer AS cluster_id, d.reason
FROM lookalike.review_decision d
WHERE d.decision_id = %(number)s AND d.decided_by = btrim(%(by)s) AND d.undoes IS NULL AND d.undone_by IS NULL
