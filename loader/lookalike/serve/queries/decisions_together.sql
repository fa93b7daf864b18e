-- The decisions from one to another of this person that say the same: what "all that wait" has recorded.
SELECT d.decision_id
FROM lookalike.review_decision d
JOIN lookalike.review_decision f ON f.decision_id = %(first)s AND f.decided_by = btrim(%(by)s)
WHERE d.decision_id BETWEEN %(first)s AND %(last)s AND d.undoes IS NULL AND d.undone_by IS NULL
  AND (d.decision, d.decided_by, d.reason) = (f.decision, f.decided_by, f.reason)
ORDER BY d.decision_id
