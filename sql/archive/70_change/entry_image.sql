-- Steps after links between entries and images come, change or go: guards, holds, links, classes.
CREATE OR REPLACE FUNCTION lookalike_internal.after_entry_image_insert() RETURNS trigger
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    -- Guards. This call takes the lock before the function reads holds: a session may be placing one on the entry.
    PERFORM lookalike_internal.withhold_guarded();

    -- Holds. EXECUTE, as in image.sql.
    IF EXISTS (SELECT FROM lookalike_internal.active_hold h WHERE h.entry_id IS NOT NULL) THEN
        EXECUTE $query$
            INSERT INTO lookalike_internal.legal_hold_picture (hold_id, pixel_digest)
            SELECT h.hold_id, i.pixel_digest
            FROM new_row n
            JOIN lookalike_internal.active_hold h ON h.entry_id = n.entry_id
            JOIN lookalike_internal.image i ON i.image_id = n.image_id
            ON CONFLICT (hold_id, pixel_digest) DO NOTHING $query$;
    END IF;
    -- Restrictions.
    PERFORM lookalike_internal.cover_restricted((SELECT array_agg(n.image_id) FROM new_row n));

    -- Classes.
    INSERT INTO lookalike_internal.unclassified (image_id) SELECT n.image_id FROM new_row n;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION lookalike_internal.after_entry_image_insert() IS
    'Withholds approved quarantines that new or changed links forbid, records the pictures that come under a hold, and queues the images to be classified.';
CREATE OR REPLACE TRIGGER entry_image_insert_trigger AFTER INSERT ON lookalike_internal.entry_image
    REFERENCING NEW TABLE AS new_row
    FOR EACH STATEMENT EXECUTE FUNCTION lookalike_internal.after_entry_image_insert();
COMMENT ON TRIGGER entry_image_insert_trigger ON lookalike_internal.entry_image IS 'Takes the steps after entries are linked to images.';
CREATE OR REPLACE TRIGGER entry_image_update_trigger AFTER UPDATE ON lookalike_internal.entry_image
    REFERENCING NEW TABLE AS new_row
    FOR EACH STATEMENT EXECUTE FUNCTION lookalike_internal.after_entry_image_insert();
COMMENT ON TRIGGER entry_image_update_trigger ON lookalike_internal.entry_image IS 'Takes the same steps after links change.';

CREATE OR REPLACE FUNCTION lookalike_internal.after_entry_image_delete() RETURNS trigger
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM lookalike_internal.withhold_guarded();

    -- Links. View unlinked_entry relies on it that each entry without a link has a row. An entry may be going itself.
    INSERT INTO lookalike_internal.unlinked_entry (entry_id, is_changed)
    SELECT DISTINCT o.entry_id, false
    FROM old_row o
    JOIN lookalike_internal.catalogue_entry e ON e.entry_id = o.entry_id
    WHERE NOT EXISTS (SELECT FROM lookalike_internal.entry_image l WHERE l.entry_id = o.entry_id)
    ON CONFLICT (entry_id) DO NOTHING;

    -- Classes.
    INSERT INTO lookalike_internal.unclassified (image_id) SELECT o.image_id FROM old_row o;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION lookalike_internal.after_entry_image_delete() IS
    'Withholds approved quarantines that the loss of links forbids, queues entries without a link to be linked, and queues the images to be classified.';
CREATE OR REPLACE TRIGGER entry_image_delete_trigger AFTER DELETE ON lookalike_internal.entry_image
    REFERENCING OLD TABLE AS old_row
    FOR EACH STATEMENT EXECUTE FUNCTION lookalike_internal.after_entry_image_delete();
COMMENT ON TRIGGER entry_image_delete_trigger ON lookalike_internal.entry_image IS 'Takes the steps after links go.';

CREATE OR REPLACE FUNCTION lookalike_internal.after_entry_image_truncate() RETURNS trigger
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM lookalike_internal.withhold_guarded();
    INSERT INTO lookalike_internal.unlinked_entry (entry_id, is_changed)
    SELECT e.entry_id, false FROM lookalike_internal.catalogue_entry e
    ON CONFLICT (entry_id) DO NOTHING;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION lookalike_internal.after_entry_image_truncate() IS
    'Withholds approved quarantines that the loss of all links forbids, and queues all entries to be linked.';
CREATE OR REPLACE TRIGGER entry_image_truncate_trigger AFTER TRUNCATE ON lookalike_internal.entry_image
    FOR EACH STATEMENT EXECUTE FUNCTION lookalike_internal.after_entry_image_truncate();
COMMENT ON TRIGGER entry_image_truncate_trigger ON lookalike_internal.entry_image IS 'Takes the steps after all links go.';
