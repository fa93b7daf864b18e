-- What was logged, decided, placed or applied stays as it was written. Roles have no right to change it;
-- this is against the owner's own mistakes. Who disables the triggers to tamper with the log is found
-- out by verify_log.
CREATE OR REPLACE FUNCTION lookalike_internal.refuse_change() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RAISE EXCEPTION '% on table "%" is refused', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation',
              DETAIL = CASE WHEN TG_TABLE_NAME IN ('legal_hold', 'legal_matter')
                            THEN 'Its rows are never taken away.'
                            ELSE 'Its rows are only ever added.' END,
              HINT = CASE WHEN TG_TABLE_NAME IN ('legal_hold', 'legal_hold_picture', 'legal_matter')
                          THEN 'lookalike.release_hold() and lookalike.close_matter() end a hold.'
                          ELSE 'Add what holds from now on: the latest row counts.' END;
END
$$;
COMMENT ON FUNCTION lookalike_internal.refuse_change() IS 'Refuses to change or take away rows that are only ever added.';

-- A hold ends, and a matter closes, once; else their rows stay as they were written.
CREATE OR REPLACE FUNCTION lookalike_internal.refuse_rewrite() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF to_jsonb(OLD) ->> TG_ARGV[0] IS NULL AND to_jsonb(OLD) - TG_ARGV = to_jsonb(NEW) - TG_ARGV THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'UPDATE on table "%" is refused', TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation',
              DETAIL = format('Only %s may be set, and only once.', array_to_string(TG_ARGV, ', ')),
              HINT = 'Place another hold instead.';
END
$$;
COMMENT ON FUNCTION lookalike_internal.refuse_rewrite() IS
    'Lets the columns that are given be set once, and refuses any other change of a row.';
