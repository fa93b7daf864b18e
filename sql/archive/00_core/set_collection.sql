-- SECURITY DEFINER: a steward changes collections only through this function, which logs the change.
CREATE OR REPLACE FUNCTION lookalike.set_collection(name text, holds text) RETURNS text
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    this_collection integer := lookalike_internal.get_collection_id(name);
    before text;
BEGIN
    IF holds NOT IN ('masters', 'derivatives') THEN
        RAISE EXCEPTION 'a collection cannot hold "%"', holds
            USING ERRCODE = 'invalid_parameter_value',
                  DETAIL = 'Lookalike knows collections of masters and collections of derivatives.',
                  HINT = 'Give masters or derivatives, or null where nothing is known.';
    END IF;
    SELECT c.holds INTO before FROM lookalike_internal.collection c
    WHERE c.collection_id = this_collection FOR UPDATE;
    IF before IS DISTINCT FROM holds THEN
        UPDATE lookalike_internal.collection c SET holds = set_collection.holds
        WHERE c.collection_id = this_collection;
        PERFORM lookalike_internal.record_event('set collection', session_user, 'collection', this_collection::text,
                                       jsonb_build_object('name', name, 'holds', holds, 'before', before));
    END IF;
    RETURN before;
END
$$;
COMMENT ON FUNCTION lookalike.set_collection(text, text) IS
    'Declares what a collection holds: masters, derivatives, or null where nothing is known. It is evidence for which image is the original. Logs a change, and returns what was declared before. Classify afterwards.';
