-- One transaction at a time: each waits until the last one that appended has committed, so that the
-- chain has no gaps or forks. Therefore a function calls this last, when it has all its other locks.
CREATE OR REPLACE FUNCTION lookalike_internal.record_event(
    action text, by text, object_type text DEFAULT NULL, object_id text DEFAULT NULL,
    detail jsonb DEFAULT '{}', outcome text DEFAULT 'success'
) RETURNS bigint
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    this lookalike_internal.event;
BEGIN
    this.event_type := lookalike_internal.premis_type(action);
    IF this.event_type IS NULL THEN
        RAISE EXCEPTION 'the event log knows no action "%"', action
            USING ERRCODE = 'invalid_parameter_value',
                  HINT = 'lookalike_internal.premis_type() has the actions that are logged.';
    END IF;
    -- Not an advisory lock: a role that may only read could take that and make all others wait.
    LOCK TABLE lookalike_internal.event IN SHARE ROW EXCLUSIVE MODE;
    SELECT e.event_id, e.hash INTO this.event_id, this.previous_hash
    FROM lookalike_internal.event e ORDER BY e.event_id DESC LIMIT 1;
    this.event_id := coalesce(this.event_id, 0) + 1;
    this.happened_at := clock_timestamp();
    this.action := action;
    this.done_by := by;
    this.database_role := session_user;
    this.object_type := object_type;
    this.object_id := object_id;
    this.outcome := outcome;
    this.detail := coalesce(detail, '{}');
    this.hash := lookalike_internal.hash_event(this);
    INSERT INTO lookalike_internal.event (
        event_id, happened_at, action, event_type, done_by, database_role, object_type, object_id,
        outcome, detail, previous_hash, hash)
    VALUES (this.event_id, this.happened_at, this.action, this.event_type, this.done_by,
            this.database_role, this.object_type, this.object_id, this.outcome, this.detail,
            this.previous_hash, this.hash);
    RETURN this.event_id;
EXCEPTION WHEN unique_violation THEN
    -- A snapshot that was taken before the lock does not show the end of the log.
    RAISE EXCEPTION 'could not append to the event log due to concurrent update'
        USING ERRCODE = 'serialization_failure',
              HINT = 'Use isolation level READ COMMITTED, or run the transaction again.';
END
$$;
COMMENT ON FUNCTION lookalike_internal.record_event(text, text, text, text, jsonb, text) IS
    'Appends an event to the log, sealed with the event before, and '
    'returns its number; only for functions of the archive.';
