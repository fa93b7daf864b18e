-- Rows about what people did stay as they were written. Roles have no right to change them; the
-- triggers guard against mistakes of the owner. If somebody disables them and changes the log,
-- verify_log finds the change.
CREATE OR REPLACE FUNCTION lookalike_internal.refuse_change() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RAISE EXCEPTION '% on table "%" is refused', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation',
              DETAIL = CASE WHEN TG_TABLE_NAME IN ('legal_hold', 'legal_matter')
                            THEN 'Rows of this table are never deleted.'
                            ELSE 'Rows are only added to this table.' END,
              HINT = CASE WHEN TG_TABLE_NAME IN ('legal_hold', 'legal_hold_picture', 'legal_matter')
                          THEN 'lookalike.release_hold() and lookalike.close_matter() end a hold.'
                          ELSE 'Add a new row: the latest row counts.' END;
END
$$;
COMMENT ON FUNCTION lookalike_internal.refuse_change() IS
    'Refuses to change or delete rows of a table to which rows are only added.';

-- A hold ends once, and a matter closes once. Nothing else in their rows changes.
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
    'Allows the named columns to be set once, and refuses any other change of a row.';
