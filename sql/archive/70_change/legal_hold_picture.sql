-- Steps after a hold comes to cover a picture: holds, guards, then classes. A picture is what the loader says it is, so
-- the bytes of its files are held, too.
CREATE OR REPLACE FUNCTION lookalike_internal.after_legal_hold_picture_insert() RETURNS trigger
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    affected bigint[];
BEGIN
    IF NOT EXISTS (SELECT FROM new_row) THEN
        RETURN NULL;
    END IF;
    -- Take the lock before reading items: a session that is approving a plan does not see this hold yet.
    PERFORM lookalike_internal.take_guard_lock();
    -- Holds. This fires the trigger on files, which records the pictures of these bytes, until there is nothing new; the same
    -- goes for the versions of the pictures.
    EXECUTE $query$
        INSERT INTO lookalike_internal.legal_hold_file (hold_id, sha256)
        SELECT DISTINCT n.hold_id, i.sha256
        FROM new_row n JOIN lookalike_internal.image i ON i.pixel_digest = n.pixel_digest
        ON CONFLICT (hold_id, sha256) DO NOTHING $query$;
    EXECUTE $query$
        SELECT lookalike_internal.cover_versions(array_agg(i.image_id))
        FROM lookalike_internal.image i
        WHERE i.pixel_digest IN (
            SELECT n.pixel_digest FROM new_row n JOIN lookalike_internal.legal_hold h USING (hold_id)
            WHERE h.scope = 'picture and versions') $query$;
    -- Guards.
    EXECUTE $query$
        SELECT array_agg(q.image_id)
        FROM lookalike_internal.quarantine_item q
        WHERE q.state IN ('approved', 'moving') AND q.pixel_digest IN (SELECT n.pixel_digest FROM new_row n) $query$
    INTO affected;
    IF affected IS NOT NULL THEN
        PERFORM lookalike_internal.withhold_guarded(affected);
    END IF;

    -- Classes.
    INSERT INTO lookalike_internal.unclassified (image_id)
    SELECT i.image_id FROM lookalike_internal.image i
    WHERE i.pixel_digest IN (SELECT n.pixel_digest FROM new_row n);
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION lookalike_internal.after_legal_hold_picture_insert() IS
    'Records the files and the versions of pictures that came under a hold, withholds approved quarantines of them, and queues their images to be classified.';
CREATE OR REPLACE TRIGGER legal_hold_picture_insert_trigger AFTER INSERT ON lookalike_internal.legal_hold_picture
    REFERENCING NEW TABLE AS new_row
    FOR EACH STATEMENT EXECUTE FUNCTION lookalike_internal.after_legal_hold_picture_insert();
COMMENT ON TRIGGER legal_hold_picture_insert_trigger ON lookalike_internal.legal_hold_picture IS 'Takes the steps after a hold comes to cover a picture.';
