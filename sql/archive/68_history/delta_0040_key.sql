-- Each row has a key, so that logical replication can follow it.
ALTER TABLE lookalike_internal.audit_snapshot
    ADD COLUMN figure_id bigint GENERATED ALWAYS AS IDENTITY,
    ADD CONSTRAINT audit_snapshot_pkey PRIMARY KEY (figure_id);
COMMENT ON COLUMN lookalike_internal.audit_snapshot.figure_id IS 'Number of the row.';
