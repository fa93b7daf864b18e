CREATE OR REPLACE FUNCTION lookalike_internal.confirm_person(by text) RETURNS text
    LANGUAGE plpgsql STABLE
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    name text := regexp_replace(coalesce(by, ''), '^\s+|\s+$', '', 'g');
BEGIN
    IF name = '' THEN
        RAISE EXCEPTION 'no person is named'
            USING ERRCODE = 'invalid_parameter_value',
                  DETAIL = 'The log says of everything that people do who did it.',
                  HINT = 'Give the name of the person.';
    END IF;
    -- Whoever owns the archive may write down what others have decided, and can do anything anyway.
    IF name <> session_user
       AND NOT pg_has_role(session_user, (SELECT n.nspowner FROM pg_namespace n WHERE n.nspname = 'lookalike_internal'), 'MEMBER')
    THEN
        RAISE EXCEPTION 'role "%" may not act as "%"', session_user, name
            USING ERRCODE = 'insufficient_privilege',
                  DETAIL = 'People act under their own names.',
                  HINT = format('Give "%s" as the name, or connect as "%s".', session_user, name);
    END IF;
    RETURN name;
END
$$;
COMMENT ON FUNCTION lookalike_internal.confirm_person(text) IS
    'The name of the person who acts, without spaces around it; an error if it is empty, or another than that of the role that is connected and does not own the archive.';

-- Holds are placed, released and never deleted. SECURITY DEFINER, as all that people decide
-- (docs/decisions/0022-governance-runs-as-owner.md).
CREATE OR REPLACE FUNCTION lookalike_internal.confirm_reason(reason text) RETURNS text
    LANGUAGE plpgsql IMMUTABLE
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    given text := regexp_replace(coalesce(reason, ''), '^\s+|\s+$', '', 'g');
BEGIN
    IF given = '' THEN
        RAISE EXCEPTION 'no reason is given'
            USING ERRCODE = 'invalid_parameter_value', HINT = 'Say why, in words that will still be understood in ten years.';
    END IF;
    RETURN given;
END
$$;
COMMENT ON FUNCTION lookalike_internal.confirm_reason(text) IS 'The reason without spaces around it; an error if there is none.';

-- Four eyes: the person who proposes or decides does not approve.
CREATE OR REPLACE FUNCTION lookalike_internal.is_same_person(one text, other text) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN lower(btrim(one)) = lower(btrim(other));
COMMENT ON FUNCTION lookalike_internal.is_same_person(text, text) IS
    'Whether two names are one person: they differ in case and outer spaces at most.';
