CREATE OR REPLACE FUNCTION lookalike_internal.lock_stage(stage text, held_by text DEFAULT 'transaction')
    RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF NOT lookalike_internal.take_stage_lock(stage, held_by => lock_stage.held_by) THEN
        RAISE EXCEPTION 'stage "%" is running already', stage
            USING ERRCODE = 'object_in_use',
                  DETAIL = lookalike_internal.describe_stage_lock(stage),
                  HINT = lookalike_internal.free_stage_lock(stage);
    END IF;
END
$$;
COMMENT ON FUNCTION lookalike_internal.lock_stage(text, text) IS
    'Takes the lock of a stage, so that it runs once at a time: for this transaction, or for this session until release_stage_lock.';

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
