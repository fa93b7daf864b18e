-- SECURITY DEFINER: a loader adds collections, and changes none.
CREATE OR REPLACE FUNCTION lookalike.add_collection(name text, root text) RETURNS integer
    LANGUAGE plpgsql
    SECURITY DEFINER
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
                  HINT = format('Scan that folder again instead, or use another database or --data-dir for this one; SELECT lookalike.forget_collection(%L) forgets the other.', known.name);
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

CREATE OR REPLACE FUNCTION lookalike.forget_collection(name text) RETURNS bigint
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    this_collection integer;
    forgotten bigint;
BEGIN
    SELECT c.collection_id INTO this_collection
    FROM lookalike.collection c WHERE c.name = forget_collection.name;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'collection "%" does not exist', name
            USING ERRCODE = 'undefined_object',
                  HINT = 'SELECT name, root FROM lookalike.collection lists them.';
    END IF;
    IF NOT pg_try_advisory_xact_lock(hashtext('lookalike.scan'), this_collection) THEN
        RAISE EXCEPTION 'collection "%" is being scanned', name
            USING ERRCODE = 'object_in_use', HINT = 'Wait until the scan has finished.';
    END IF;
    PERFORM lookalike.lock_stage('match');  -- a match must not link to what goes just now
    DELETE FROM lookalike.image i WHERE i.collection_id = this_collection;
    GET DIAGNOSTICS forgotten = ROW_COUNT;
    -- If these pictures come back, copies of them are to be looked for again.
    DELETE FROM lookalike.proposed p
    WHERE NOT EXISTS (SELECT FROM lookalike.image i WHERE i.pixel_digest = p.pixel_digest);
    DELETE FROM lookalike.problem p WHERE p.collection_id = this_collection;
    DELETE FROM lookalike.run r WHERE r.collection_id = this_collection;
    DELETE FROM lookalike.collection c WHERE c.collection_id = this_collection;
    PERFORM lookalike.record_event('forget collection', session_user, 'collection', this_collection::text,
                                   jsonb_build_object('name', name, 'images', forgotten));
    RETURN forgotten;
END
$$;
COMMENT ON FUNCTION lookalike.forget_collection(text) IS
    'Forgets a collection, its images and its scans, logs it, and returns how many images that were; files are not touched. Match, cluster and classify afterwards.';
