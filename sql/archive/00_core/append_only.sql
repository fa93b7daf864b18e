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
              DETAIL = CASE WHEN TG_TABLE_NAME IN ('legal_hold', 'legal_matter', 'disposal_authority', 'access_restriction')
                            THEN 'Rows of this table are never deleted.'
                            ELSE 'Rows are only added to this table.' END,
              HINT = CASE WHEN TG_TABLE_NAME IN ('legal_hold', 'legal_hold_picture', 'legal_hold_file', 'legal_matter')
                          THEN 'lookalike.release_hold() and lookalike.close_matter() end a hold.'
                          WHEN TG_TABLE_NAME = 'disposal_authority' THEN 'lookalike.end_authority() ends an authority.'
                          WHEN TG_TABLE_NAME = 'access_restriction' THEN 'lookalike.lift_restriction() ends a restriction.'
                          ELSE 'Add a new row: the latest row counts.' END;
END
$$;
COMMENT ON FUNCTION lookalike_internal.refuse_change() IS
    'Refuses to change or delete rows of a table to which rows are only added.';

-- A hold ends once, and a matter closes once: one person asks, and then another confirms. Nothing else in their rows
-- changes. The argument is released or closed, the first part of the names of the columns that tell of the end.
CREATE OR REPLACE FUNCTION lookalike_internal.before_hold_end() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    asking text[] := ARRAY['asked_by', 'asked_reason', 'asked_at'];
    -- A hold that is reviewed gets another day, and perhaps another custodian. A matter has neither.
    reviewing text[] := ARRAY['review_on', 'custodian'];
    ending text[] := ARRAY[TG_ARGV[0] || '_by', TG_ARGV[0] || '_reason', TG_ARGV[0] || '_at'];
    before jsonb := to_jsonb(OLD);
    after jsonb := to_jsonb(NEW);
BEGIN
    IF before ->> ending[1] IS NOT NULL OR before - asking - ending - reviewing <> after - asking - ending - reviewing THEN
        RAISE EXCEPTION 'UPDATE on table "%" is refused', TG_TABLE_NAME
            USING ERRCODE = 'restrict_violation',
                  DETAIL = format('Only %s may be set, and only until it has ended.', array_to_string(asking || ending, ', ')),
                  HINT = 'Place another hold instead.';
    END IF;
    IF after ->> ending[1] IS NOT NULL
       AND (before ->> asking[1] IS NULL OR before - ending <> after - ending
            OR lookalike_internal.is_same_person(before ->> asking[1], after ->> ending[1])) THEN
        RAISE EXCEPTION 'another person has to confirm the end of a hold'
            USING ERRCODE = 'restrict_violation',
                  DETAIL = coalesce(before ->> asking[1] || ' asked for it.', 'Nobody has asked for it.'),
                  HINT = 'One person calls lookalike.release_hold() or lookalike.close_matter(), and another lookalike.confirm_release() or lookalike.confirm_close().';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION lookalike_internal.before_hold_end() IS
    'Lets a hold or a matter end once, after one person asked for it and another confirmed it, and refuses any other change of a row.';

-- Triggers that compare a row with what it was find it by its key. With another key, a change would slip past them.
CREATE OR REPLACE FUNCTION lookalike_internal.raise_key_change(table_name text) RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RAISE EXCEPTION 'the key of a row of table "%" never changes', table_name
        USING ERRCODE = 'restrict_violation', HINT = 'Delete the row, and insert another.';
END
$$;
COMMENT ON FUNCTION lookalike_internal.raise_key_change(text) IS 'Raises an error: a row cannot get another key.';

CREATE OR REPLACE FUNCTION lookalike_internal.refuse_key_change() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM lookalike_internal.raise_key_change(TG_TABLE_NAME);
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION lookalike_internal.refuse_key_change() IS 'Refuses to give a row another key.';
