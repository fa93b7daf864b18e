-- Jurisdictions: the place whose law holds for files. A plan does not carry a file from one to another, unless a steward
-- allows it (setting may_cross_jurisdiction).
CREATE OR REPLACE FUNCTION lookalike_internal.confirm_jurisdiction(jurisdiction text) RETURNS text
    LANGUAGE plpgsql IMMUTABLE
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    code text := nullif(upper(btrim(jurisdiction)), '');
BEGIN
    IF code !~ '^[A-Z]{2}(-[A-Z0-9]{1,3})?$' THEN
        RAISE EXCEPTION '"%" is not the code of a jurisdiction', jurisdiction
            USING ERRCODE = 'invalid_parameter_value', HINT = 'Give an ISO 3166 code, such as HK or US-CA, or null where it is not known.';
    END IF;
    RETURN code;
END
$$;
COMMENT ON FUNCTION lookalike_internal.confirm_jurisdiction(text) IS
    'Returns the code of a jurisdiction in capital letters; null for an empty text. Raises an error if it is not an ISO 3166 code.';

-- SECURITY DEFINER: a steward changes collections only through this function, which logs the change.
CREATE OR REPLACE FUNCTION lookalike.set_jurisdiction(collection text, jurisdiction text) RETURNS text
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    this_collection integer := lookalike_internal.get_collection_id(collection);
    this_code text := lookalike_internal.confirm_jurisdiction(jurisdiction);
    before text;
BEGIN
    SELECT c.jurisdiction INTO before FROM lookalike_internal.collection c
    WHERE c.collection_id = this_collection FOR UPDATE;
    IF before IS DISTINCT FROM this_code THEN
        UPDATE lookalike_internal.collection c SET jurisdiction = this_code WHERE c.collection_id = this_collection;
        PERFORM lookalike_internal.record_event('set jurisdiction', session_user, 'collection', this_collection::text,
                                       jsonb_build_object('name', collection, 'jurisdiction', this_code, 'before', before));
    END IF;
    RETURN before;
END
$$;
COMMENT ON FUNCTION lookalike.set_jurisdiction(text, text) IS
    'Declares the jurisdiction of a collection, as an ISO 3166 code; null where it is not known. Logs a change, and returns what was declared before. Plans do not carry its files to another jurisdiction.';
