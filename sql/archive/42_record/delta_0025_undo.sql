-- A decision about records can be taken back, by a row that says so.
ALTER TABLE lookalike_internal.same_record
    ADD COLUMN undoes bigint,
    ADD CONSTRAINT same_record_undoes_key UNIQUE (undoes),
    ADD CONSTRAINT same_record_undoes_fkey FOREIGN KEY (undoes) REFERENCES lookalike_internal.same_record,
    ADD CONSTRAINT same_record_undoes_check CHECK (undoes < decision_id);
COMMENT ON COLUMN lookalike_internal.same_record.undoes IS
    'The earlier decision that this row takes back; the row repeats what it was about. Null for a decision.';
