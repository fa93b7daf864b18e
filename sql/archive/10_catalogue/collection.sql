CREATE OR REPLACE FUNCTION lookalike.add_collection(name text, root text) RETURNS integer
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    known lookalike.collection;
    added integer;
BEGIN
    -- One at a time, so that two overlapping folders cannot be added side by side.
    LOCK TABLE lookalike.collection IN SHARE ROW EXCLUSIVE MODE;

    SELECT * INTO known FROM lookalike.collection c WHERE c.root = add_collection.root;
    IF FOUND THEN
        RETURN known.collection_id;
    END IF;

    -- A file in two collections would be counted as its own duplicate.
    SELECT * INTO known FROM lookalike.collection c
    WHERE starts_with(add_collection.root, rtrim(c.root, '/') || '/')
       OR starts_with(c.root, rtrim(add_collection.root, '/') || '/')
    ORDER BY c.collection_id LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'folder "%" overlaps collection "%"', root, known.name
            USING ERRCODE = 'duplicate_object',
                  DETAIL = format('That collection is the folder "%s"; a file in both would be counted as its own duplicate.', known.root),
                  HINT = 'Scan that folder again instead, or use another database or --data-dir for this one.';
    END IF;

    -- Two folders may well be called "images": the second is named by its whole path.
    IF EXISTS (SELECT FROM lookalike.collection c WHERE c.name = add_collection.name) THEN
        name := root;
    END IF;
    INSERT INTO lookalike.collection (name, root) VALUES (name, root)
    RETURNING collection_id INTO added;
    RETURN added;
END
$$;
COMMENT ON FUNCTION lookalike.add_collection(text, text) IS
    'The id of the collection with this root folder, which is added if it is new; overlapping folders are refused.';
