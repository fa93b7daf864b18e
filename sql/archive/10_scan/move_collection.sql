-- SECURITY DEFINER: a steward changes collections only through such functions, which log the change.
CREATE OR REPLACE FUNCTION lookalike.move_collection(name text, root text) RETURNS text
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    this_collection integer := lookalike_internal.get_collection_id(name);
    before text;
BEGIN
    IF root IS NULL OR root !~ '^/' OR root || '/' ~ '^/.*//|/\.\.?/' OR root ~ './$' THEN
        RAISE EXCEPTION 'invalid folder: "%"', root
            USING ERRCODE = 'invalid_parameter_value', HINT = 'Give the absolute path of a folder, without . and .. in it.';
    END IF;
    -- First, as add_collection does at the start of a scan, so that no overlapping folder is added meanwhile.
    LOCK TABLE lookalike_internal.collection IN SHARE ROW EXCLUSIVE MODE;
    IF NOT lookalike_internal.take_stage_lock('scan', this_collection, 'transaction', '0s') THEN
        RAISE EXCEPTION 'collection "%" is being scanned', name
            USING ERRCODE = 'object_in_use', HINT = 'Wait until the scan has finished.';
    END IF;
    SELECT c.root INTO before FROM lookalike_internal.collection c WHERE c.collection_id = this_collection;
    IF before <> root THEN
        PERFORM lookalike_internal.refuse_overlap(root, this_collection);
        UPDATE lookalike_internal.collection c SET root = move_collection.root WHERE c.collection_id = this_collection;
        -- The volumes of the old folder say nothing about the new one.
        DELETE FROM lookalike_internal.collection_volume v WHERE v.collection_id = this_collection;
        PERFORM lookalike_internal.record_event('move collection', session_user, 'collection', this_collection::text,
                                       jsonb_build_object('name', name, 'root', root, 'before', before));
    END IF;
    RETURN before;
END
$$;
COMMENT ON FUNCTION lookalike.move_collection(text, text) IS
    'Says that the folder of a collection lies elsewhere now. Its images keep their numbers and decisions. Logs the change, and returns the folder of before. Touches no files, and does not look whether the folder is there. Scan afterwards.';
