CREATE OR REPLACE FUNCTION lookalike.forget_collection(name text) RETURNS bigint
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    this_collection integer;
    forgotten bigint;
BEGIN
    SELECT c.collection_id INTO this_collection
    FROM lookalike_internal.collection c WHERE c.name = forget_collection.name;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'collection "%" does not exist', name
            USING ERRCODE = 'undefined_object',
                  HINT = lookalike_internal.did_you_mean(forget_collection.name, ARRAY(SELECT c.name FROM lookalike_internal.collection c ORDER BY c.name))
                         || 'SELECT name, root FROM lookalike.collection lists them.';
    END IF;
    IF NOT lookalike_internal.take_stage_lock('scan', this_collection, 'transaction', '0s') THEN
        RAISE EXCEPTION 'collection "%" is being scanned', name
            USING ERRCODE = 'object_in_use', HINT = 'Wait until the scan has finished.';
    END IF;
    PERFORM lookalike_internal.lock_stage('match');  -- a match must not use images that are being deleted
    -- Images, then guards, then queues, as all do: else a session that changes a catalogue entry and this one could wait for
    -- each other.
    PERFORM FROM lookalike_internal.image i WHERE i.collection_id = this_collection ORDER BY i.image_id FOR UPDATE;
    PERFORM lookalike_internal.take_guard_lock();
    DELETE FROM lookalike_internal.image i WHERE i.collection_id = this_collection;
    GET DIAGNOSTICS forgotten = ROW_COUNT;
    -- If these pictures come back, stage prove looks for their copies again.
    DELETE FROM lookalike_internal.proposed p
    WHERE NOT EXISTS (SELECT FROM lookalike_internal.image i WHERE i.pixel_digest = p.pixel_digest);
    DELETE FROM lookalike_internal.scan_problem p WHERE p.collection_id = this_collection;
    DELETE FROM lookalike_internal.run r WHERE r.collection_id = this_collection;
    DELETE FROM lookalike_internal.collection c WHERE c.collection_id = this_collection;
    PERFORM lookalike_internal.record_event('forget collection', session_user, 'collection', this_collection::text,
                                   jsonb_build_object('name', name, 'images', forgotten));
    RETURN forgotten;
END
$$;
COMMENT ON FUNCTION lookalike.forget_collection(text) IS
    'Forgets a collection with its images and its scans, logs this, and returns how many images it forgot. Touches no files. Match, cluster and classify afterwards.';
