-- SECURITY DEFINER: roles that run a stage may not write to the log (docs/decisions/0022-governance-runs-as-owner.md).
CREATE OR REPLACE FUNCTION lookalike_internal.record_run(run_id bigint) RETURNS bigint
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    this lookalike_internal.run;
    known bigint;
BEGIN
    SELECT * INTO this FROM lookalike_internal.run r WHERE r.run_id = record_run.run_id;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'run % does not exist', run_id
            USING ERRCODE = 'undefined_object', HINT = 'SELECT run_id, stage FROM lookalike_detail.run lists them.';
    END IF;
    IF this.state <> 'finished' THEN
        RAISE EXCEPTION 'run % has not finished', run_id
            USING ERRCODE = 'object_not_in_prerequisite_state',
                  DETAIL = 'The log holds only work that is finished.',
                  HINT = 'Run the stage again: it goes on where it stopped.';
    END IF;
    -- A run is one event, however often this is called.
    SELECT e.event_id INTO known FROM lookalike_internal.event e
    WHERE e.object_type = 'run' AND e.object_id = this.run_id::text
    ORDER BY e.event_id LIMIT 1;
    IF FOUND THEN
        RETURN known;
    END IF;
    RETURN lookalike_internal.record_event(
        this.stage, session_user, 'run', this.run_id::text,
        jsonb_strip_nulls(jsonb_build_object(
            'collection', (SELECT c.name FROM lookalike_internal.collection c WHERE c.collection_id = this.collection_id),
            'settings', this.settings,
            'counts', this.counts,
            'started_at', to_char(this.started_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
            'finished_at', to_char(this.finished_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
            'version', (SELECT i.version FROM lookalike_internal.installation i))));
END
$$;
COMMENT ON FUNCTION lookalike_internal.record_run(bigint) IS
    'Logs a finished run of a stage once, with its settings and counts, and returns the number of the event.';
