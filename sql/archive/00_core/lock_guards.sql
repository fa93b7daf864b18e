-- Two who each look first and act then would each miss what the other does. So who approves a
-- quarantine, and who changes what a guard rests on, takes this lock before looking. An advisory lock
-- would do in READ COMMITTED; under REPEATABLE READ a transaction goes on seeing what was there before
-- the lock, and only a row that was updated meanwhile stops it.
-- SECURITY DEFINER: who may not write to the table takes the lock all the same.
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
    'Waits until no other transaction changes guards or what they rest on, and keeps others waiting until this one ends; under REPEATABLE READ, an error if another did since the transaction began.';

CREATE OR REPLACE FUNCTION lookalike_internal.lock_guards() RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF current_setting('transaction_isolation') NOT IN ('read committed', 'read uncommitted') THEN
        RAISE EXCEPTION 'this needs isolation level READ COMMITTED, and the transaction has %',
            upper(current_setting('transaction_isolation'))
            USING ERRCODE = 'invalid_transaction_state',
                  DETAIL = 'It would not see what others committed while it waited for them.',
                  HINT = 'SET TRANSACTION ISOLATION LEVEL READ COMMITTED';
    END IF;
    PERFORM lookalike_internal.take_guard_lock();
END
$$;
COMMENT ON FUNCTION lookalike_internal.lock_guards() IS
    'Takes the lock of the guards for this transaction, which has to be READ COMMITTED; call it before reading what a decision rests on.';
