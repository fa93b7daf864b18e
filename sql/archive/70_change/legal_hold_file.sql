-- Steps after a hold comes to cover a file: holds, guards, then classes. It covers the pictures of these bytes, too: a later
-- version of Lookalike may digest the same pixels otherwise.
CREATE OR REPLACE FUNCTION lookalike_internal.after_legal_hold_file_insert() RETURNS trigger
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
    -- As in legal_hold_picture.sql.
    PERFORM lookalike_internal.take_guard_lock();
    -- Holds.
    EXECUTE $query$
        INSERT INTO lookalike_internal.legal_hold_picture (hold_id, pixel_digest)
        SELECT DISTINCT n.hold_id, i.pixel_digest
        FROM new_row n JOIN lookalike_internal.image i ON i.sha256 = n.sha256
        ON CONFLICT (hold_id, pixel_digest) DO NOTHING $query$;
    -- Guards.
    EXECUTE $query$
        SELECT array_agg(q.image_id)
        FROM lookalike_internal.quarantine_item q
        WHERE q.state IN ('approved', 'moving') AND q.sha256 IN (SELECT n.sha256 FROM new_row n) $query$
    INTO affected;
    IF affected IS NOT NULL THEN
        PERFORM lookalike_internal.withhold_guarded(affected);
    END IF;

    -- Classes.
    INSERT INTO lookalike_internal.unclassified (image_id)
    SELECT i.image_id FROM lookalike_internal.image i
    WHERE i.sha256 IN (SELECT n.sha256 FROM new_row n);
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION lookalike_internal.after_legal_hold_file_insert() IS
    'Records the pictures of files that came under a hold, withholds approved quarantines of them, and queues their images to be classified.';
CREATE OR REPLACE TRIGGER legal_hold_file_insert_trigger AFTER INSERT ON lookalike_internal.legal_hold_file
    REFERENCING NEW TABLE AS new_row
    FOR EACH STATEMENT EXECUTE FUNCTION lookalike_internal.after_legal_hold_file_insert();
COMMENT ON TRIGGER legal_hold_file_insert_trigger ON lookalike_internal.legal_hold_file IS 'Takes the steps after a hold comes to cover a file.';
