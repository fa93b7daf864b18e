-- The reasons that this person gave last, of the last decisions of all people.
SELECT d.decision, d.reason
FROM (SELECT r.decision_id, r.decision, r.reason, r.decided_by, r.undoes
      FROM lookalike.review_decision r ORDER BY r.decision_id DESC LIMIT 2000) d
WHERE d.decided_by = btrim(%(by)s) AND d.undoes IS NULL
ORDER BY d.decision_id DESC LIMIT 200
