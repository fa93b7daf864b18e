-- Steps after a hold is placed or released: holds, guards, classes.
--
-- A hold names images, an entry or a collection, but it protects pictures and files. Rows and catalogues change, so
-- every picture is recorded as soon as a hold covers it, and so is every file (legal_hold_picture.sql).
CREATE OR REPLACE FUNCTION lookalike_internal.after_legal_hold_insert() RETURNS trigger
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    -- Holds. EXECUTE, as in image.sql. place_hold() adds the images of a list, and records them.
    PERFORM lookalike_internal.take_guard_lock();
    INSERT INTO lookalike_internal.legal_hold_image (hold_id, image_id)
    SELECT n.hold_id, n.image_id FROM new_row n WHERE n.image_id IS NOT NULL;
    EXECUTE $query$
        INSERT INTO lookalike_internal.legal_hold_picture (hold_id, pixel_digest)
        SELECT n.hold_id, n.pixel_digest FROM new_row n WHERE n.pixel_digest IS NOT NULL
        UNION
        SELECT n.hold_id, i.pixel_digest FROM new_row n JOIN lookalike_internal.image i ON i.image_id = n.image_id
        UNION
        SELECT n.hold_id, i.pixel_digest
        FROM new_row n
        JOIN lookalike_internal.entry_image l ON l.entry_id = n.entry_id
        JOIN lookalike_internal.image i ON i.image_id = l.image_id
        UNION
        SELECT n.hold_id, i.pixel_digest FROM new_row n JOIN lookalike_internal.image i ON i.collection_id = n.collection_id
        ON CONFLICT (hold_id, pixel_digest) DO NOTHING $query$;

    -- Guards.
    PERFORM lookalike_internal.withhold_guarded();

    -- Classes.
    INSERT INTO lookalike_internal.unclassified (image_id)
    SELECT h.image_id FROM new_row n CROSS JOIN LATERAL lookalike_internal.images_named_by(n.hold_id) h;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION lookalike_internal.after_legal_hold_insert() IS
    'Records the pictures that a new hold covers, withholds approved quarantines of them, and queues their images to be classified.';
CREATE OR REPLACE TRIGGER legal_hold_insert_trigger AFTER INSERT ON lookalike_internal.legal_hold
    REFERENCING NEW TABLE AS new_row
    FOR EACH STATEMENT EXECUTE FUNCTION lookalike_internal.after_legal_hold_insert();
COMMENT ON TRIGGER legal_hold_insert_trigger ON lookalike_internal.legal_hold IS 'Takes the steps after a hold is placed.';

CREATE OR REPLACE FUNCTION lookalike_internal.after_legal_hold_update() RETURNS trigger
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM lookalike_internal.withhold_guarded();
    INSERT INTO lookalike_internal.unclassified (image_id)
    SELECT h.image_id FROM new_row n CROSS JOIN LATERAL lookalike_internal.images_named_by(n.hold_id) h;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION lookalike_internal.after_legal_hold_update() IS
    'Checks approved quarantines again, and queues the images of the changed hold to be classified.';
CREATE OR REPLACE TRIGGER legal_hold_update_trigger AFTER UPDATE ON lookalike_internal.legal_hold
    REFERENCING NEW TABLE AS new_row
    FOR EACH STATEMENT EXECUTE FUNCTION lookalike_internal.after_legal_hold_update();
COMMENT ON TRIGGER legal_hold_update_trigger ON lookalike_internal.legal_hold IS 'Takes the steps after a hold is released.';
CREATE OR REPLACE TRIGGER legal_hold_before_trigger BEFORE UPDATE ON lookalike_internal.legal_hold
    FOR EACH ROW EXECUTE FUNCTION lookalike_internal.before_hold_end('released');
COMMENT ON TRIGGER legal_hold_before_trigger ON lookalike_internal.legal_hold IS 'Lets a hold be released once, by two people, and changes nothing else.';
