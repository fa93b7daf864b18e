-- State, as it is today: what people decided about records.
-- A change edits this file and adds a delta (../README.md).

-- Rows are only added. Keys of records may be long, so their indexes are hash indexes.
CREATE TABLE lookalike_internal.same_record (
    decision_id bigint GENERATED ALWAYS AS IDENTITY,
    decision text NOT NULL,
    record_a text COLLATE "C" NOT NULL,
    record_b text COLLATE "C" NOT NULL,
    entry_id_a bigint NOT NULL,
    entry_id_b bigint NOT NULL,
    name_a text NOT NULL,
    name_b text NOT NULL,
    decided_by text NOT NULL,
    reason text NOT NULL,
    database_role text NOT NULL DEFAULT session_user,
    decided_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    undoes bigint,
    CONSTRAINT same_record_pkey PRIMARY KEY (decision_id),
    CONSTRAINT same_record_undoes_key UNIQUE (undoes),
    CONSTRAINT same_record_undoes_fkey FOREIGN KEY (undoes) REFERENCES lookalike_internal.same_record,
    CONSTRAINT same_record_undoes_check CHECK (undoes < decision_id),
    CONSTRAINT same_record_entry_id_a_fkey FOREIGN KEY (entry_id_a) REFERENCES lookalike_internal.catalogue_entry,
    CONSTRAINT same_record_entry_id_b_fkey FOREIGN KEY (entry_id_b) REFERENCES lookalike_internal.catalogue_entry,
    CONSTRAINT same_record_decision_check CHECK (decision IN ('same record', 'not the same record')),
    CONSTRAINT same_record_order_check CHECK (record_a < record_b),
    CONSTRAINT same_record_decided_by_check CHECK (btrim(decided_by) <> ''),
    CONSTRAINT same_record_reason_check CHECK (btrim(reason) <> '')
);
COMMENT ON TABLE lookalike_internal.same_record IS
    'What people decided about two records: whether they are the same. The latest decision about a pair counts; rows are only added.';
COMMENT ON COLUMN lookalike_internal.same_record.decision_id IS 'Number of the decision.';
COMMENT ON COLUMN lookalike_internal.same_record.decision IS 'same record or not the same record.';
COMMENT ON COLUMN lookalike_internal.same_record.record_a IS
    'Key of one record, as record_key() writes it; it sorts before the other key.';
COMMENT ON COLUMN lookalike_internal.same_record.record_b IS 'Key of the other record.';
COMMENT ON COLUMN lookalike_internal.same_record.entry_id_a IS 'The entry of the first record that the person looked at.';
COMMENT ON COLUMN lookalike_internal.same_record.entry_id_b IS 'The entry of the other record that the person looked at.';
COMMENT ON COLUMN lookalike_internal.same_record.name_a IS 'The first record in words, as its entry said at that time.';
COMMENT ON COLUMN lookalike_internal.same_record.name_b IS 'The other record in words, as its entry said at that time.';
COMMENT ON COLUMN lookalike_internal.same_record.decided_by IS 'Name of the person who decided.';
COMMENT ON COLUMN lookalike_internal.same_record.reason IS 'Reason, in the words of that person.';
COMMENT ON COLUMN lookalike_internal.same_record.database_role IS 'Database role that recorded the decision.';
COMMENT ON COLUMN lookalike_internal.same_record.decided_at IS 'When the person decided.';
COMMENT ON COLUMN lookalike_internal.same_record.undoes IS
    'The earlier decision that this row takes back; the row repeats what it was about. Null for a decision.';
CREATE INDEX same_record_record_a_idx ON lookalike_internal.same_record USING hash (record_a);
CREATE INDEX same_record_record_b_idx ON lookalike_internal.same_record USING hash (record_b);
