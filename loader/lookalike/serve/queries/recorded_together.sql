-- The decisions that this transaction has just recorded: others wait for it, so theirs have later numbers.
SELECT min(d.decision_id) AS first, max(d.decision_id) AS last
FROM (SELECT r.decision_id FROM lookalike.review_decision r ORDER BY r.decision_id DESC LIMIT %(decisions)s) d
