-- A decision can be taken back, by a row that says so.
ALTER TABLE lookalike_internal.decision
    ADD COLUMN undoes bigint,
    ADD CONSTRAINT decision_undoes_key UNIQUE (undoes),
    ADD CONSTRAINT decision_undoes_fkey FOREIGN KEY (undoes) REFERENCES lookalike_internal.decision,
    ADD CONSTRAINT decision_undoes_check CHECK (undoes < decision_id);
COMMENT ON COLUMN lookalike_internal.decision.undoes IS
    'The earlier decision that this row takes back; the row repeats what it was about. Null for a decision.';
