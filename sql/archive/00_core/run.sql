CREATE OR REPLACE FUNCTION lookalike_internal.lock_stage(stage text, held_by text DEFAULT 'transaction')
    RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    SET lock_timeout = '5s'  -- the session of a killed run gives its lock up within moments
AS $$
BEGIN
    IF held_by = 'transaction' THEN
        PERFORM pg_advisory_xact_lock(hashtext('lookalike.stage'), hashtext(stage));
    -- A session that still has the lock after a failed run must not take it twice.
    ELSIF NOT EXISTS (
        SELECT FROM pg_locks l
        WHERE l.locktype = 'advisory' AND l.pid = pg_backend_pid() AND l.granted
          AND l.database = (SELECT d.oid FROM pg_database d WHERE d.datname = current_database())
          AND l.classid::bigint = hashtext('lookalike.stage')::bigint & 4294967295
          AND l.objid::bigint = hashtext(stage)::bigint & 4294967295
    ) THEN
        PERFORM pg_advisory_lock(hashtext('lookalike.stage'), hashtext(stage));
    END IF;
EXCEPTION WHEN lock_not_available THEN
    RAISE EXCEPTION 'stage "%" is running already', stage
        USING ERRCODE = 'object_in_use',
              DETAIL = 'Another session runs it.',
              HINT = 'Wait until the stage has finished, or end that session.';
END
$$;
COMMENT ON FUNCTION lookalike_internal.lock_stage(text, text) IS
    'Takes the lock of a stage, so that it runs once at a time: for this transaction, or for this session.';

CREATE OR REPLACE FUNCTION lookalike_internal.unlock_stage(stage text) RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM pg_advisory_unlock(hashtext('lookalike.stage'), hashtext(stage));
END
$$;
COMMENT ON FUNCTION lookalike_internal.unlock_stage(text) IS
    'Releases the lock that lock_stage took for the session.';

CREATE OR REPLACE FUNCTION lookalike_internal.start_run(stage text, settings jsonb) RETURNS bigint
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    this_run bigint;
BEGIN
    -- An unfinished run goes on, with the settings of now.
    UPDATE lookalike_internal.run r SET settings = start_run.settings
    WHERE r.stage = start_run.stage AND r.state = 'running'
    RETURNING r.run_id INTO this_run;
    IF NOT FOUND THEN
        INSERT INTO lookalike_internal.run (stage, settings) VALUES (start_run.stage, start_run.settings)
        RETURNING run_id INTO this_run;
    END IF;
    RETURN this_run;
END
$$;
COMMENT ON FUNCTION lookalike_internal.start_run(text, jsonb) IS
    'The number of a new run of a stage, or of the unfinished run, which goes on.';

CREATE OR REPLACE FUNCTION lookalike_internal.finish_run(run_id bigint, counts jsonb) RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    UPDATE lookalike_internal.run r
    SET state = 'finished', finished_at = clock_timestamp(), counts = finish_run.counts
    WHERE r.run_id = finish_run.run_id;
    PERFORM lookalike_internal.record_run(run_id);
END
$$;
COMMENT ON FUNCTION lookalike_internal.finish_run(bigint, jsonb) IS 'Ends a run, keeps what it counted, and logs it.';

CREATE OR REPLACE FUNCTION lookalike_internal.get_counts(stage text) RETURNS jsonb
    LANGUAGE sql STABLE
    SET search_path = pg_catalog, pg_temp
RETURN (
    SELECT r.counts FROM lookalike_internal.run r
    WHERE r.stage = get_counts.stage AND r.state = 'finished'
    ORDER BY r.run_id DESC LIMIT 1);
COMMENT ON FUNCTION lookalike_internal.get_counts(text) IS 'What the last finished run of a stage counted.';
