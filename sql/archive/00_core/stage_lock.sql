-- Locks that outlast a transaction: of a stage, of the scan of a collection, of a plan whose files move. They are rows of
-- stage_lock, so that only these functions can take one: anybody may take any advisory lock, and keep a stage waiting for
-- ever. The holder also keeps an advisory lock with a key that was drawn for it. It ends with the session, and tells
-- whether the holder is still there. Nobody waits for that advisory lock, so nobody can block a stage with it
-- (docs/decisions/0043-locks-of-stages.md).

CREATE OR REPLACE FUNCTION lookalike_internal.is_lock_held(this lookalike_internal.stage_lock) RETURNS boolean
    LANGUAGE sql VOLATILE
    SET search_path = pg_catalog, pg_temp
RETURN EXISTS (
    SELECT FROM pg_locks l
    WHERE l.locktype = 'advisory' AND l.granted AND l.mode = 'ExclusiveLock' AND l.pid = (this).pid
      AND l.database = (SELECT d.oid FROM pg_database d WHERE d.datname = current_database())
      AND l.classid = 1819242347 AND l.objid::bigint = (this).token AND l.objsubid = 2);
COMMENT ON FUNCTION lookalike_internal.is_lock_held(lookalike_internal.stage_lock) IS
    'Whether the session that took a lock of a stage is still there, and has not given the lock back.';

-- SECURITY DEFINER: no role may write to the table.
CREATE OR REPLACE FUNCTION lookalike_internal.take_stage_lock(
    name text, key integer DEFAULT 0, held_by text DEFAULT 'session', patience interval DEFAULT '5s'
) RETURNS boolean
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    SET lock_timeout = '5s'  -- another session may be adding the same row
AS $$
#variable_conflict use_variable
DECLARE
    this lookalike_internal.stage_lock;
    wait_until timestamptz := clock_timestamp() + patience;
    drawn integer;
BEGIN
    -- Else anybody who may run a stage could keep the files of a plan from coming back.
    IF name = 'quarantine' AND NOT pg_has_role(session_user, current_user, 'MEMBER')
       AND NOT EXISTS (SELECT FROM pg_roles r
                       WHERE r.rolname = lookalike_internal.role_name('steward') AND pg_has_role(session_user, r.oid, 'MEMBER')) THEN
        RAISE EXCEPTION 'role "%" may not take the lock of a plan', session_user
            USING ERRCODE = 'insufficient_privilege',
                  DETAIL = 'Only people who may apply and restore plans may take it.',
                  HINT = format('GRANT %I gives a role this right.', lookalike_internal.role_name('steward'));
    END IF;
    LOOP
        -- A block, so that a lock on a row that is held is not kept.
        BEGIN
            INSERT INTO lookalike_internal.stage_lock (name, key) VALUES (name, key) ON CONFLICT DO NOTHING;
            SELECT * INTO STRICT this FROM lookalike_internal.stage_lock l
            WHERE l.name = take_stage_lock.name AND l.key = take_stage_lock.key FOR UPDATE NOWAIT;
            IF lookalike_internal.is_lock_held(this) THEN
                IF this.pid = pg_backend_pid() THEN
                    RETURN true;
                END IF;
                RAISE lock_not_available;
            END IF;
            IF held_by = 'session' THEN
                LOOP
                    drawn := floor(random() * 2147483648)::integer;
                    EXIT WHEN pg_try_advisory_lock(1819242347, drawn);
                END LOOP;
                UPDATE lookalike_internal.stage_lock l
                SET holder = session_user, pid = pg_backend_pid(), token = drawn, taken_at = clock_timestamp()
                WHERE l.name = take_stage_lock.name AND l.key = take_stage_lock.key;
            END IF;
            RETURN true;
        EXCEPTION WHEN lock_not_available THEN
            IF clock_timestamp() >= wait_until THEN
                RETURN false;
            END IF;
        END;
        PERFORM pg_sleep(0.05);
    END LOOP;
END
$$;
COMMENT ON FUNCTION lookalike_internal.take_stage_lock(text, integer, text, interval) IS
    'Takes a lock by its name and key, for this session or for this transaction. Returns false if another session has it and '
    'keeps it longer than patience. A session that has the lock already keeps it, and gives it back once. The session of a killed command gives its locks back within moments.';

CREATE OR REPLACE FUNCTION lookalike_internal.has_stage_lock(name text, key integer DEFAULT 0) RETURNS boolean
    LANGUAGE sql VOLATILE
    SET search_path = pg_catalog, pg_temp
RETURN EXISTS (
    SELECT FROM lookalike_internal.stage_lock l
    WHERE l.name = has_stage_lock.name AND l.key = has_stage_lock.key AND l.pid = pg_backend_pid()
      AND lookalike_internal.is_lock_held(l));
COMMENT ON FUNCTION lookalike_internal.has_stage_lock(text, integer) IS 'Whether this session took a lock of a stage for itself and still has it.';

CREATE OR REPLACE FUNCTION lookalike_internal.release_stage_lock(name text, key integer DEFAULT 0) RETURNS void
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
BEGIN
    IF lookalike_internal.has_stage_lock(name, key) THEN
        PERFORM pg_advisory_unlock(1819242347, l.token) FROM lookalike_internal.stage_lock l
        WHERE l.name = release_stage_lock.name AND l.key = release_stage_lock.key;
        UPDATE lookalike_internal.stage_lock l SET holder = NULL, pid = NULL, token = NULL, taken_at = NULL
        WHERE l.name = release_stage_lock.name AND l.key = release_stage_lock.key;
    END IF;
END
$$;
COMMENT ON FUNCTION lookalike_internal.release_stage_lock(text, integer) IS
    'Gives back a lock that take_stage_lock took for this session; nothing happens if this session does not have it.';

CREATE OR REPLACE FUNCTION lookalike_internal.describe_stage_lock(name text, key integer DEFAULT 0) RETURNS text
    LANGUAGE sql VOLATILE
    SET search_path = pg_catalog, pg_temp
RETURN coalesce((
    SELECT format('Process %s of the server, role "%s", has had it since %s.', l.pid, l.holder, date_trunc('second', l.taken_at))
    FROM lookalike_internal.stage_lock l
    WHERE l.name = describe_stage_lock.name AND l.key = describe_stage_lock.key AND lookalike_internal.is_lock_held(l)),
    'The transaction of another session has it.');
COMMENT ON FUNCTION lookalike_internal.describe_stage_lock(text, integer) IS 'Says in words which session has a lock of a stage.';

CREATE OR REPLACE FUNCTION lookalike_internal.free_stage_lock(name text, key integer DEFAULT 0) RETURNS text
    LANGUAGE sql VOLATILE
    SET search_path = pg_catalog, pg_temp
RETURN 'Wait until that command has finished' || coalesce((
    SELECT format(', or end its session: SELECT pg_terminate_backend(%s)', l.pid)
    FROM lookalike_internal.stage_lock l
    WHERE l.name = free_stage_lock.name AND l.key = free_stage_lock.key AND lookalike_internal.is_lock_held(l)), '.');
COMMENT ON FUNCTION lookalike_internal.free_stage_lock(text, integer) IS 'Says in words how a lock of a stage becomes free.';
