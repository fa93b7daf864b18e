-- As standing_decision, of decisions about records.
CREATE OR REPLACE VIEW lookalike_internal.standing_record_decision AS
SELECT d.decision_id, d.decision, d.record_a, d.record_b, d.decided_by, d.reason, d.decided_at
FROM lookalike_internal.same_record d
WHERE d.undoes IS NULL
  AND NOT EXISTS (SELECT FROM lookalike_internal.same_record u WHERE u.undoes = d.decision_id);
COMMENT ON VIEW lookalike_internal.standing_record_decision IS 'The decisions about records that nobody has taken back. The latest about the same two records holds.';
COMMENT ON COLUMN lookalike_internal.standing_record_decision.decision_id IS 'Number of the decision.';
COMMENT ON COLUMN lookalike_internal.standing_record_decision.decision IS 'same record or not the same record.';
COMMENT ON COLUMN lookalike_internal.standing_record_decision.record_a IS 'Key of one record; it sorts before the other key.';
COMMENT ON COLUMN lookalike_internal.standing_record_decision.record_b IS 'Key of the other record.';
COMMENT ON COLUMN lookalike_internal.standing_record_decision.decided_by IS 'Name of the person who decided.';
COMMENT ON COLUMN lookalike_internal.standing_record_decision.reason IS 'Reason, in the words of that person.';
COMMENT ON COLUMN lookalike_internal.standing_record_decision.decided_at IS 'When the person decided.';
