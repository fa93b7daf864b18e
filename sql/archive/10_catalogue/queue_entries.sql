-- Remembers the entries and images that came, went or changed in what they are matched by. The functions
-- run as the owner: whoever scans or imports needs no right to write to the queues. Queries over
-- two tables of changed rows are EXECUTEd, so that they are planned for as many as there are: a plan made
-- for an empty change and kept would take hours over a large one.
CREATE OR REPLACE FUNCTION lookalike.queue_entries() RETURNS trigger
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO lookalike.unlinked_entry (entry_id, is_changed)
        SELECT n.entry_id, true FROM new_row n
        ON CONFLICT (entry_id) DO UPDATE SET is_changed = true, reason = NULL;
        RETURN NULL;
    END IF;
    IF NOT EXISTS (SELECT FROM new_row) THEN
        RETURN NULL;
    END IF;
    EXECUTE $query$
        INSERT INTO lookalike.unlinked_entry AS u (entry_id, is_changed)
        SELECT n.entry_id, (n.file, n.digest, n.external_id) IS DISTINCT FROM (o.file, o.digest, o.external_id)
        FROM new_row n JOIN old_row o USING (entry_id)
        WHERE (n.file, n.digest, n.external_id, n.is_published, n.missing_since IS NULL)
            IS DISTINCT FROM (o.file, o.digest, o.external_id, o.is_published, o.missing_since IS NULL)
        ON CONFLICT (entry_id) DO UPDATE SET is_changed = u.is_changed OR excluded.is_changed, reason = NULL
    $query$;
    -- A name that is given up may now be another's alone; who has found its image by digest or path
    -- does not ask.
    EXECUTE $query$
        WITH given_up AS MATERIALIZED (
            SELECT DISTINCT lookalike.file_name_key(o.file) COLLATE "C" AS name_key
            FROM new_row n JOIN old_row o USING (entry_id)
            WHERE n.file IS DISTINCT FROM o.file AND o.file IS NOT NULL
        )
        INSERT INTO lookalike.unlinked_entry AS u (entry_id, is_changed)
        SELECT e.entry_id, false
        FROM given_up g
        JOIN lookalike.catalogue_entry e ON e.file IS NOT NULL AND lookalike.file_name_key(e.file) COLLATE "C" = g.name_key
        WHERE NOT EXISTS (SELECT FROM lookalike.entry_image l
                          WHERE l.entry_id = e.entry_id AND l.matched_by IN ('digest', 'path'))
        ON CONFLICT (entry_id) DO UPDATE SET reason = NULL
    $query$;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION lookalike.queue_entries() IS 'Queues the entries that came or changed to be matched to images.';

CREATE OR REPLACE TRIGGER catalogue_entry_insert_trigger AFTER INSERT ON lookalike.catalogue_entry
    REFERENCING NEW TABLE AS new_row
    FOR EACH STATEMENT EXECUTE FUNCTION lookalike.queue_entries();
CREATE OR REPLACE TRIGGER catalogue_entry_update_trigger AFTER UPDATE ON lookalike.catalogue_entry
    REFERENCING OLD TABLE AS old_row NEW TABLE AS new_row
    FOR EACH STATEMENT EXECUTE FUNCTION lookalike.queue_entries();
COMMENT ON TRIGGER catalogue_entry_insert_trigger ON lookalike.catalogue_entry IS 'Queues new entries to be matched.';
COMMENT ON TRIGGER catalogue_entry_update_trigger ON lookalike.catalogue_entry IS 'Queues entries of another file, digest, id, publication or presence to be matched.';

CREATE OR REPLACE FUNCTION lookalike.queue_image_links() RETURNS trigger
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO lookalike.unlinked_image (image_id) SELECT n.image_id FROM new_row n;
    ELSIF TG_OP = 'UPDATE' THEN
        IF NOT EXISTS (SELECT FROM new_row) THEN
            RETURN NULL;
        END IF;
        EXECUTE $query$
            INSERT INTO lookalike.unlinked_image (image_id)
            SELECT n.image_id FROM new_row n JOIN old_row o USING (image_id)
            WHERE (n.sha256, n.pixel_digest, n.collection_id, n.path, n.missing_since IS NULL)
               <> (o.sha256, o.pixel_digest, o.collection_id, o.path, o.missing_since IS NULL)
        $query$;
        -- Its old name may now be another's alone.
        EXECUTE $query$
            WITH given_up AS MATERIALIZED (
                SELECT DISTINCT lookalike.file_name_key(o.path) COLLATE "C" AS name_key
                FROM new_row n JOIN old_row o USING (image_id) WHERE n.path <> o.path
            )
            INSERT INTO lookalike.unlinked_entry AS u (entry_id, is_changed)
            SELECT e.entry_id, false
            FROM given_up g
            JOIN lookalike.catalogue_entry e ON e.file IS NOT NULL AND lookalike.file_name_key(e.file) COLLATE "C" = g.name_key
            WHERE NOT EXISTS (SELECT FROM lookalike.entry_image l
                              WHERE l.entry_id = e.entry_id AND l.matched_by IN ('digest', 'path'))
            ON CONFLICT (entry_id) DO UPDATE SET reason = NULL
        $query$;
    ELSIF EXISTS (SELECT FROM lookalike.catalogue_entry) THEN  -- DELETE
        EXECUTE $query$
            WITH given_up AS MATERIALIZED (
                SELECT DISTINCT lookalike.file_name_key(o.path) COLLATE "C" AS name_key FROM old_row o
            )
            INSERT INTO lookalike.unlinked_entry AS u (entry_id, is_changed)
            SELECT e.entry_id, false
            FROM given_up g
            JOIN lookalike.catalogue_entry e ON e.file IS NOT NULL AND lookalike.file_name_key(e.file) COLLATE "C" = g.name_key
            WHERE NOT EXISTS (SELECT FROM lookalike.entry_image l
                              WHERE l.entry_id = e.entry_id AND l.matched_by IN ('digest', 'path'))
            ON CONFLICT (entry_id) DO UPDATE SET reason = NULL
        $query$;
    END IF;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION lookalike.queue_image_links() IS 'Queues the images that came, went or changed to be matched to entries.';

CREATE OR REPLACE TRIGGER image_link_insert_trigger AFTER INSERT ON lookalike.image
    REFERENCING NEW TABLE AS new_row
    FOR EACH STATEMENT EXECUTE FUNCTION lookalike.queue_image_links();
CREATE OR REPLACE TRIGGER image_link_update_trigger AFTER UPDATE ON lookalike.image
    REFERENCING OLD TABLE AS old_row NEW TABLE AS new_row
    FOR EACH STATEMENT EXECUTE FUNCTION lookalike.queue_image_links();
CREATE OR REPLACE TRIGGER image_link_delete_trigger AFTER DELETE ON lookalike.image
    REFERENCING OLD TABLE AS old_row
    FOR EACH STATEMENT EXECUTE FUNCTION lookalike.queue_image_links();
COMMENT ON TRIGGER image_link_insert_trigger ON lookalike.image IS 'Queues new images to be matched to entries.';
COMMENT ON TRIGGER image_link_update_trigger ON lookalike.image IS 'Queues images of another content, path or presence to be matched to entries.';
COMMENT ON TRIGGER image_link_delete_trigger ON lookalike.image IS 'Queues entries that name a file as a deleted image was called.';

-- Before its links go with it.
CREATE OR REPLACE FUNCTION lookalike.queue_linked_entries() RETURNS trigger
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    INSERT INTO lookalike.unlinked_entry AS u (entry_id, is_changed)
    SELECT l.entry_id, false FROM lookalike.entry_image l WHERE l.image_id = OLD.image_id
    ON CONFLICT (entry_id) DO UPDATE SET reason = NULL;
    RETURN OLD;
END
$$;
COMMENT ON FUNCTION lookalike.queue_linked_entries() IS 'Queues the entries of an image that is deleted to be matched again.';
CREATE OR REPLACE TRIGGER image_entry_trigger BEFORE DELETE ON lookalike.image
    FOR EACH ROW EXECUTE FUNCTION lookalike.queue_linked_entries();
COMMENT ON TRIGGER image_entry_trigger ON lookalike.image IS 'Queues the entries of a deleted image to be matched again.';
