-- A decision of this person about two records that holds.
SELECT d.decision_id, d.decision, d.record_a AS path_a, d.record_b AS path_b
FROM lookalike_detail.same_record_decision d
WHERE d.decision_id = %(number)s AND d.decided_by = btrim(%(by)s) AND d.undoes IS NULL AND d.undone_by IS NULL
