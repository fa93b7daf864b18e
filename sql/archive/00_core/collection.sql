CREATE OR REPLACE FUNCTION lookalike_internal.refuse_overlap(root text, except_for integer) RETURNS void
    LANGUAGE plpgsql STABLE
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    known lookalike_internal.collection;
BEGIN
    -- A file in two collections would be counted as its own duplicate.
    SELECT * INTO known FROM lookalike_internal.collection c
    WHERE lookalike_internal.overlaps(c.root, refuse_overlap.root) AND c.collection_id IS DISTINCT FROM except_for
    ORDER BY c.collection_id LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'folder "%" overlaps collection "%"', root, known.name
            USING ERRCODE = 'duplicate_object',
                  DETAIL = format('That collection is the folder "%s"; a file in both would be '
                                  'counted as its own duplicate.',
                                  known.root),
                  HINT = format('Scan that folder again, or use another database or --data-dir for the new folder; '
                                'SELECT lookalike.forget_collection(%L) forgets that collection.', known.name);
    END IF;
END
$$;
COMMENT ON FUNCTION lookalike_internal.refuse_overlap(text, integer) IS
    'Raises an error if a folder is that of a collection, or lies in it, or contains it; except_for is a collection that does not count.';

-- SECURITY DEFINER: a loader may add collections but not change them.
CREATE OR REPLACE FUNCTION lookalike_internal.add_collection(name text, root text) RETURNS integer
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    known lookalike_internal.collection;
    added integer;
BEGIN
    -- One call at a time, so that two calls cannot add overlapping folders.
    LOCK TABLE lookalike_internal.collection IN SHARE ROW EXCLUSIVE MODE;

    SELECT * INTO known FROM lookalike_internal.collection c WHERE c.root = add_collection.root;
    IF FOUND THEN
        RETURN known.collection_id;
    END IF;

    PERFORM lookalike_internal.refuse_overlap(root, NULL);

    -- Two folders may both be called "images": the second is named by its whole path.
    IF EXISTS (SELECT FROM lookalike_internal.collection c WHERE c.name = add_collection.name) THEN
        name := root;
    END IF;
    INSERT INTO lookalike_internal.collection (name, root) VALUES (name, root)
    RETURNING collection_id INTO added;
    RETURN added;
END
$$;
COMMENT ON FUNCTION lookalike_internal.add_collection(text, text) IS
    'The number of the collection with this root folder. Adds the collection if it is new; refuses overlapping folders.';

CREATE OR REPLACE FUNCTION lookalike_internal.get_collection_id(name text) RETURNS integer
    LANGUAGE plpgsql STABLE
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    found_id integer;
BEGIN
    SELECT c.collection_id INTO found_id FROM lookalike_internal.collection c WHERE c.name = get_collection_id.name;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'collection "%" does not exist', name
            USING ERRCODE = 'undefined_object',
                  HINT = lookalike_internal.did_you_mean(get_collection_id.name, ARRAY(SELECT c.name FROM lookalike_internal.collection c ORDER BY c.name))
                         || 'SELECT name, root FROM lookalike.collection lists them.';
    END IF;
    RETURN found_id;
END
$$;
COMMENT ON FUNCTION lookalike_internal.get_collection_id(text) IS
    'The number of a collection; an unknown name raises an error.';
