-- What reports said, so that the next one says what has changed.
CREATE TABLE lookalike_internal.report (
    report_id bigint GENERATED ALWAYS AS IDENTITY,
    written_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    written_by text NOT NULL DEFAULT session_user,
    figures jsonb NOT NULL,
    CONSTRAINT report_pkey PRIMARY KEY (report_id)
);
COMMENT ON TABLE lookalike_internal.report IS 'Figures of the reports that were written, so that the next report can say what has changed. Rows are only added.';
COMMENT ON COLUMN lookalike_internal.report.report_id IS 'Number of the row; a later one is higher.';
COMMENT ON COLUMN lookalike_internal.report.written_at IS 'When a report with these figures was first written.';
COMMENT ON COLUMN lookalike_internal.report.written_by IS 'The role that wrote it.';
COMMENT ON COLUMN lookalike_internal.report.figures IS 'The figures by their names, as in view report_figure.';
