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
                  DETAIL = 'The log names the person for everything that people do.',
                  HINT = 'Give the name of the person.';
    END IF;
    -- The owner of the archive may act for others, and could do anything anyway.
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
    'The name of the person who acts, without spaces around it. Raises an error if the name is empty, or '
    'if the connected role has another name and does not own the archive.';

CREATE OR REPLACE FUNCTION lookalike_internal.confirm_reason(reason text) RETURNS text
    LANGUAGE plpgsql IMMUTABLE
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    given text := regexp_replace(coalesce(reason, ''), '^\s+|\s+$', '', 'g');
BEGIN
    IF given = '' THEN
        RAISE EXCEPTION 'no reason is given'
            USING ERRCODE = 'invalid_parameter_value', HINT = 'Say why, in words that people will still understand in ten '
                                                              'years.';
    END IF;
    RETURN given;
END
$$;
COMMENT ON FUNCTION lookalike_internal.confirm_reason(text) IS
    'The reason without spaces around it; an empty reason raises an error.';

CREATE OR REPLACE FUNCTION lookalike_internal.confirm_fact(what text, given text) RETURNS text
    LANGUAGE plpgsql IMMUTABLE
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    trimmed text := regexp_replace(coalesce(given, ''), '^\s+|\s+$', '', 'g');
BEGIN
    IF trimmed = '' THEN
        RAISE EXCEPTION 'the % is not given', what
            USING ERRCODE = 'invalid_parameter_value', HINT = 'An auditor will ask for it. Give it as the documents have it.';
    END IF;
    RETURN trimmed;
END
$$;
COMMENT ON FUNCTION lookalike_internal.confirm_fact(text, text) IS
    'A fact that people give, without spaces around it; an empty text raises an error.';

-- Four eyes: the person who proposes or decides may not approve.
CREATE OR REPLACE FUNCTION lookalike_internal.is_same_person(one text, other text) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN lower(btrim(one)) = lower(btrim(other));
COMMENT ON FUNCTION lookalike_internal.is_same_person(text, text) IS
    'Whether two names mean one person: they differ at most in case and outer spaces.';
