-- Fields of catalogue entries whose values were removed.

CREATE TABLE lookalike_internal.entry_redaction (
    redaction_id bigint GENERATED ALWAYS AS IDENTITY,
    entry_id bigint NOT NULL,
    field text NOT NULL,
    source_column text NOT NULL,
    digest bytea,
    redacted_by text NOT NULL,
    reason text NOT NULL,
    redacted_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT entry_redaction_pkey PRIMARY KEY (redaction_id),
    CONSTRAINT entry_redaction_entry_id_fkey FOREIGN KEY (entry_id) REFERENCES lookalike_internal.catalogue_entry,
    CONSTRAINT entry_redaction_digest_check CHECK (octet_length(digest) = 32)
);
COMMENT ON TABLE lookalike_internal.entry_redaction IS 'Fields of catalogue entries whose values were removed: one row for each value. Imports leave these fields empty. Rows are only added.';
COMMENT ON COLUMN lookalike_internal.entry_redaction.redaction_id IS 'Number of the row.';
COMMENT ON COLUMN lookalike_internal.entry_redaction.entry_id IS 'The entry.';
COMMENT ON COLUMN lookalike_internal.entry_redaction.field IS 'The field, or the column of the catalogue that is mapped to no field.';
COMMENT ON COLUMN lookalike_internal.entry_redaction.source_column IS 'The column of the catalogue from which the field was read.';
COMMENT ON COLUMN lookalike_internal.entry_redaction.digest IS 'SHA-256 of the key, the name of the field, a line feed and the value. The key is not in the archive. Null if the field was empty.';
COMMENT ON COLUMN lookalike_internal.entry_redaction.redacted_by IS 'Name of the person who removed the value.';
COMMENT ON COLUMN lookalike_internal.entry_redaction.reason IS 'Reason of that person.';
COMMENT ON COLUMN lookalike_internal.entry_redaction.redacted_at IS 'When it was removed.';
CREATE INDEX entry_redaction_entry_id_idx ON lookalike_internal.entry_redaction (entry_id);
