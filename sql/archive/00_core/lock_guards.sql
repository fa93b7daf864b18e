-- Two transactions that first look and then act could each miss what the other does. So a transaction
-- takes this lock before it looks, if it approves a quarantine or changes data that a guard rests on.
-- In READ COMMITTED an advisory lock would be enough. Under REPEATABLE READ, a transaction goes on
-- seeing the data from before the lock; only a row that was updated since then stops it.
-- SECURITY DEFINER: roles that may not write to the table can take the lock, too.
CREATE OR REPLACE FUNCTION lookalike_internal.take_guard_lock() RETURNS void
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    UPDATE lookalike_internal.guard_lock l SET taken = l.taken + 1;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'table "guard_lock" has lost its row'
            USING ERRCODE = 'object_not_in_prerequisite_state',
                  DETAIL = 'Without it, transactions cannot be kept from approving away each other''s last copies.',
                  HINT = 'INSERT INTO lookalike_internal.guard_lock DEFAULT VALUES;';
    END IF;
END
$$;
COMMENT ON FUNCTION lookalike_internal.take_guard_lock() IS
    'Waits until no other transaction changes guards or what they rest on, and makes others wait until this '
    'one ends. Under REPEATABLE READ, raises an error if another took the lock since this one began.';

CREATE OR REPLACE FUNCTION lookalike_internal.lock_guards() RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF current_setting('transaction_isolation') NOT IN ('read committed', 'read uncommitted') THEN
        RAISE EXCEPTION 'isolation level READ COMMITTED is needed, but the transaction has %',
            upper(current_setting('transaction_isolation'))
            USING ERRCODE = 'invalid_transaction_state',
                  DETAIL = 'The transaction would not see what others committed while it waited for them.',
                  HINT = 'SET TRANSACTION ISOLATION LEVEL READ COMMITTED';
    END IF;
    PERFORM lookalike_internal.take_guard_lock();
END
$$;
COMMENT ON FUNCTION lookalike_internal.lock_guards() IS
    'Takes the lock of the guards for this transaction, which must be READ COMMITTED; call it before you '
    'read what a decision rests on.';
