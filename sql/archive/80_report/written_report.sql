-- The figures that a report begins with, and what has changed in them since the last report that said something else.
CREATE OR REPLACE VIEW lookalike_detail.report_figure AS
WITH archive AS MATERIALIZED (
    SELECT s.* FROM lookalike.duplication_summary s WHERE s.dimension = 'archive'
), class AS MATERIALIZED (
    SELECT c.disposition, c.class = 'original undetermined' AS is_undetermined, count(*) AS images
    FROM lookalike_detail.retention_classification c GROUP BY 1, 2
), waiting AS MATERIALIZED (
    SELECT q.kind, count(*) AS rows FROM lookalike.review_queue q GROUP BY q.kind
), plan AS MATERIALIZED (
    SELECT count(*) FILTER (WHERE p.state IN ('proposed', 'approved')) AS open, coalesce(sum(p.set_aside), 0) AS set_aside
    FROM lookalike_detail.quarantine_plan p
)
SELECT f.place, f.figure, f.value::bigint AS value
FROM archive a
CROSS JOIN plan p
CROSS JOIN LATERAL (VALUES
    (1, 'images', a.images),
    (2, 'bytes', a.bytes),
    (3, 'clusters of copies', a.clusters),
    (4, 'identical copies', a.identical_copies),
    (5, 'derivatives', a.derivatives),
    (6, 'redundant bytes', a.redundant_bytes),
    (7, 'images with an undetermined original', (SELECT coalesce(sum(c.images), 0) FROM class c WHERE c.is_undetermined)),
    (8, 'images to retain', (SELECT coalesce(sum(c.images), 0) FROM class c WHERE c.disposition = 'retain')),
    (9, 'images to transfer', (SELECT coalesce(sum(c.images), 0) FROM class c WHERE c.disposition = 'transfer')),
    (10, 'images to quarantine', (SELECT coalesce(sum(c.images), 0) FROM class c WHERE c.disposition = 'quarantine')),
    (11, 'images to review', (SELECT coalesce(sum(c.images), 0) FROM class c WHERE c.disposition = 'review')),
    (12, 'rights conflicts not settled', (SELECT count(*) FROM lookalike.conflict_fact c WHERE c.kind = 'rights' AND NOT c.is_settled)),
    (13, 'metadata conflicts not settled', (SELECT count(*) FROM lookalike.conflict_fact c WHERE c.kind = 'metadata' AND NOT c.is_settled)),
    (14, 'cases in the queue of reviews', (SELECT coalesce(sum(w.rows), 0) FROM waiting w)),
    (15, 'active holds', (SELECT count(*) FROM lookalike_detail.legal_hold h WHERE h.ended_at IS NULL)),
    (16, 'plans that are open', p.open),
    (17, 'files set aside', p.set_aside),
    (18, 'scan problems', a.problems),
    (19, 'catalogue entries', (SELECT count(*) FROM lookalike.catalogue_record e)),
    (20, 'entries without an image', (SELECT count(*) FROM lookalike.unlinked_entry u))
) AS f (place, figure, value);
COMMENT ON VIEW lookalike_detail.report_figure IS 'The figures of a report: what there is, what is proposed, what waits for people and what plans have moved.';
COMMENT ON COLUMN lookalike_detail.report_figure.place IS 'Place of the figure in a list.';
COMMENT ON COLUMN lookalike_detail.report_figure.figure IS 'Name of the figure.';
COMMENT ON COLUMN lookalike_detail.report_figure.value IS 'The figure: a count, or a number of bytes.';

CREATE OR REPLACE FUNCTION lookalike_internal.compare_report(figures jsonb)
    RETURNS TABLE (figure text, before bigint, now bigint, since timestamptz)
    LANGUAGE sql STABLE
    SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT n.key, (l.figures ->> n.key)::bigint, n.value::bigint, l.written_at
    -- A report that is written twice says the same twice, so reports with these very figures do not count.
    FROM (SELECT r.figures, r.written_at FROM lookalike_internal.report r
          WHERE r.figures <> compare_report.figures ORDER BY r.report_id DESC LIMIT 1) l
    CROSS JOIN jsonb_each_text(compare_report.figures) AS n (key, value)
    WHERE l.figures ->> n.key IS DISTINCT FROM n.value;
END;
COMMENT ON FUNCTION lookalike_internal.compare_report(jsonb) IS
    'The figures that differ from those of the last report that had other figures, with when that report was written.';

CREATE OR REPLACE VIEW lookalike_detail.report_change AS
SELECT c.figure, c.before, c.now, c.since
FROM lookalike_internal.compare_report((SELECT jsonb_object_agg(f.figure, f.value) FROM lookalike_detail.report_figure f)) c;
COMMENT ON VIEW lookalike_detail.report_change IS 'What has changed since the last report that said something else: figures of report_figure, then and now. Readers from whom something is hidden see no change.';
COMMENT ON COLUMN lookalike_detail.report_change.figure IS 'Name of the figure.';
COMMENT ON COLUMN lookalike_detail.report_change.before IS 'The figure in that report; null if it did not have this figure.';
COMMENT ON COLUMN lookalike_detail.report_change.now IS 'The figure now.';
COMMENT ON COLUMN lookalike_detail.report_change.since IS 'When that report was written.';

-- With the rights of the caller: a role that only reads leaves no trace.
CREATE OR REPLACE FUNCTION lookalike_internal.record_report(figures jsonb) RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF pg_is_in_recovery() OR current_setting('transaction_read_only')::boolean
       OR NOT has_table_privilege('lookalike_internal.report', 'INSERT') THEN
        RETURN;
    END IF;
    INSERT INTO lookalike_internal.report (figures)
    SELECT record_report.figures
    WHERE record_report.figures IS DISTINCT FROM (
        SELECT r.figures FROM lookalike_internal.report r ORDER BY r.report_id DESC LIMIT 1);
END
$$;
COMMENT ON FUNCTION lookalike_internal.record_report(jsonb) IS
    'Records the figures of a report, if they are not those of the last one, and if the role may.';
