-- People may settle what statements about a picture say, as they may settle its rights.
ALTER TABLE lookalike_internal.decision DROP CONSTRAINT decision_decision_check;
ALTER TABLE lookalike_internal.decision ADD CONSTRAINT decision_decision_check CHECK (decision IN (
        'duplicate', 'not a duplicate', 'keep', 'quarantine', 'rights settled', 'metadata settled'));
ALTER TABLE lookalike_internal.decision DROP CONSTRAINT decision_statements_check;
ALTER TABLE lookalike_internal.decision ADD CONSTRAINT decision_statements_check CHECK (
        (decision IN ('rights settled', 'metadata settled')) = (statements IS NOT NULL));
COMMENT ON COLUMN lookalike_internal.decision.decision IS 'duplicate or not a duplicate, of a pair; keep, quarantine, rights settled or metadata settled, of an image.';
COMMENT ON COLUMN lookalike_internal.decision.statements IS 'Digests of the contradicting statements that are settled: of rights settled one for all fields, of metadata settled one for each field, with spaces between them.';
