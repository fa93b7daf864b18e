-- What waits for people, the most urgent first. Each row names the command that shows it.
CREATE OR REPLACE VIEW lookalike_detail.open_work AS
SELECT w.work, w.items, w.since, w.command
FROM (
    SELECT 10 AS place, 'file on its way' AS work, sum(p.on_their_way)::bigint AS items,
           min(p.approved_at AT TIME ZONE 'UTC')::date AS since, 'lookalike quarantine list' AS command
    FROM lookalike_detail.quarantine_plan p WHERE p.on_their_way > 0
    UNION ALL
    SELECT 20, 'file set aside that is gone', sum(p.no_longer_there)::bigint, NULL, 'lookalike quarantine list'
    FROM lookalike_detail.quarantine_plan p WHERE p.no_longer_there > 0
    UNION ALL
    SELECT 30, 'end of a hold to confirm', count(*), min(h.release_asked_at AT TIME ZONE 'UTC')::date, 'lookalike hold list'
    FROM lookalike_detail.legal_hold h WHERE h.ended_at IS NULL AND h.release_asked_by IS NOT NULL
    UNION ALL
    SELECT 40, 'hold to review', count(*), min(h.review_on), 'lookalike hold list' FROM lookalike_detail.hold_review_due h
    UNION ALL
    SELECT 50, 'plan to approve', count(*), min(p.proposed_at AT TIME ZONE 'UTC')::date, 'lookalike quarantine list'
    FROM lookalike_detail.quarantine_plan p WHERE p.state = 'proposed'
    UNION ALL
    SELECT 60, 'plan to apply', count(*), min(p.approved_at AT TIME ZONE 'UTC')::date, 'lookalike quarantine list'
    FROM lookalike_detail.quarantine_plan p WHERE p.state = 'approved' AND p.kind = 'set aside'
    UNION ALL
    SELECT 70, 'receipt to record', count(*), min(p.approved_at AT TIME ZONE 'UTC')::date, 'lookalike quarantine list'
    FROM lookalike_detail.quarantine_plan p WHERE p.state = 'approved' AND p.kind = 'transfer'
    UNION ALL
    SELECT 80, 'collection to review', count(*), min(s.due), 'lookalike review schedule'
    FROM lookalike.review_schedule s WHERE s.due <= current_date
    UNION ALL
    SELECT 90, 'case in the queue: ' || q.kind, count(*), NULL, format('lookalike review queue --kind %L', q.kind)
    FROM lookalike.review_queue q WHERE q.kind <> 'quarantine proposed' GROUP BY q.kind  -- these are plans to approve
    UNION ALL
    SELECT 100, 'entry without an image', count(*), NULL, 'lookalike psql -c "SELECT * FROM unlinked_entry"'
    FROM lookalike.unlinked_entry e
    UNION ALL
    SELECT 110, 'file that could not be audited', count(*), min(p.first_seen AT TIME ZONE 'UTC')::date,
           'lookalike psql -c "SELECT * FROM scan_problem"'
    FROM lookalike.scan_problem p WHERE NOT p.is_scanned AND p.problem NOT IN ('not_an_image', 'excluded')
) w
WHERE w.items > 0
ORDER BY w.place, w.items DESC, w.work;
COMMENT ON VIEW lookalike_detail.open_work IS
    'What waits for people, the most urgent first: one row for each kind of work that there is. View stage_state says which stages are behind.';
COMMENT ON COLUMN lookalike_detail.open_work.work IS 'The kind of work, named by one item of it, such as plan to approve.';
COMMENT ON COLUMN lookalike_detail.open_work.items IS 'How many of these there are.';
COMMENT ON COLUMN lookalike_detail.open_work.since IS 'The day since when the oldest of them waits; null if it is not known.';
COMMENT ON COLUMN lookalike_detail.open_work.command IS 'The command that shows them.';
