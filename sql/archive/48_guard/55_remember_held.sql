-- A hold names an image, an entry or a collection, but what it is about are pictures. Files are renamed and
-- replaced, rows go and come again, catalogues name other files: so every picture is written down as soon
-- as a hold covers it. The functions run as the owner: who scans or imports has no right to write to holds.
-- What joins rows that changed is planned at each call: a plan that was made for a change of no rows would
-- compare every row of the next with every other.
CREATE OR REPLACE FUNCTION lookalike.remember_held() RETURNS trigger
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF TG_TABLE_NAME = 'legal_hold' THEN
        PERFORM lookalike.take_guard_lock();
        EXECUTE $query$
            INSERT INTO lookalike.legal_hold_picture (hold_id, pixel_digest)
            SELECT n.hold_id, n.pixel_digest FROM new_row n WHERE n.pixel_digest IS NOT NULL
            UNION
            SELECT n.hold_id, i.pixel_digest FROM new_row n JOIN lookalike.image i ON i.image_id = n.image_id
            UNION
            SELECT n.hold_id, i.pixel_digest
            FROM new_row n
            JOIN lookalike.entry_image l ON l.entry_id = n.entry_id
            JOIN lookalike.image i ON i.image_id = l.image_id
            UNION
            SELECT n.hold_id, i.pixel_digest FROM new_row n JOIN lookalike.image i ON i.collection_id = n.collection_id
            ON CONFLICT (hold_id, pixel_digest) DO NOTHING $query$;

    ELSIF TG_TABLE_NAME = 'entry_image' THEN
        -- Before looking: a hold may be placed on the entry just now.
        PERFORM lookalike.take_guard_lock();
        IF EXISTS (SELECT FROM lookalike.active_hold h WHERE h.entry_id IS NOT NULL) THEN
            EXECUTE $query$
                INSERT INTO lookalike.legal_hold_picture (hold_id, pixel_digest)
                SELECT h.hold_id, i.pixel_digest
                FROM new_row n
                JOIN lookalike.active_hold h ON h.entry_id = n.entry_id
                JOIN lookalike.image i ON i.image_id = n.image_id
                ON CONFLICT (hold_id, pixel_digest) DO NOTHING $query$;
        END IF;

    ELSIF TG_OP = 'UPDATE' THEN
        -- Where anything matters here, image_guard_update_trigger, by its name the earlier one, has taken
        -- the lock.
        IF EXISTS (SELECT FROM lookalike.active_hold) THEN
            EXECUTE $query$
                WITH changed AS MATERIALIZED (
                    SELECT n.image_id, s.collection_id, s.pixel_digest
                    FROM new_row n JOIN old_row o USING (image_id)
                    CROSS JOIN LATERAL (VALUES (o.collection_id, o.pixel_digest),
                                               (n.collection_id, n.pixel_digest)) AS s (collection_id, pixel_digest)
                    WHERE (n.pixel_digest, n.collection_id) <> (o.pixel_digest, o.collection_id)
                )
                INSERT INTO lookalike.legal_hold_picture (hold_id, pixel_digest)
                SELECT h.hold_id, c.pixel_digest
                FROM changed c JOIN lookalike.active_hold h ON h.collection_id = c.collection_id
                UNION
                SELECT h.hold_id, c.pixel_digest
                FROM changed c
                JOIN lookalike.entry_image l ON l.image_id = c.image_id
                JOIN lookalike.active_hold h ON h.entry_id = l.entry_id
                UNION
                SELECT h.hold_id, c.pixel_digest
                FROM changed c JOIN lookalike.active_hold h ON h.image_id = c.image_id
                ON CONFLICT (hold_id, pixel_digest) DO NOTHING $query$;
        END IF;

    ELSIF EXISTS (SELECT FROM lookalike.active_hold h WHERE h.collection_id IS NOT NULL) THEN
        -- One that came while the hold was being placed may be written down only as it goes.
        EXECUTE format($query$
            INSERT INTO lookalike.legal_hold_picture (hold_id, pixel_digest)
            SELECT h.hold_id, c.pixel_digest
            FROM %I c JOIN lookalike.active_hold h ON h.collection_id = c.collection_id
            ON CONFLICT (hold_id, pixel_digest) DO NOTHING $query$,
            CASE TG_OP WHEN 'INSERT' THEN 'new_row' ELSE 'old_row' END);
    END IF;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION lookalike.remember_held() IS
    'Writes down the pictures that a hold covers from now on, or covered until now.';
REVOKE EXECUTE ON FUNCTION lookalike.remember_held() FROM PUBLIC;

CREATE OR REPLACE TRIGGER legal_hold_cover_trigger AFTER INSERT ON lookalike.legal_hold
    REFERENCING NEW TABLE AS new_row
    FOR EACH STATEMENT EXECUTE FUNCTION lookalike.remember_held();
COMMENT ON TRIGGER legal_hold_cover_trigger ON lookalike.legal_hold IS 'Writes down the pictures that a new hold covers.';
CREATE OR REPLACE TRIGGER entry_image_hold_insert_trigger AFTER INSERT ON lookalike.entry_image
    REFERENCING NEW TABLE AS new_row
    FOR EACH STATEMENT EXECUTE FUNCTION lookalike.remember_held();
COMMENT ON TRIGGER entry_image_hold_insert_trigger ON lookalike.entry_image IS 'Writes down the pictures that are linked to an entry that is held.';
CREATE OR REPLACE TRIGGER entry_image_hold_update_trigger AFTER UPDATE ON lookalike.entry_image
    REFERENCING NEW TABLE AS new_row
    FOR EACH STATEMENT EXECUTE FUNCTION lookalike.remember_held();
COMMENT ON TRIGGER entry_image_hold_update_trigger ON lookalike.entry_image IS 'Writes down the pictures that are linked to an entry that is held.';
CREATE OR REPLACE TRIGGER image_hold_insert_trigger AFTER INSERT ON lookalike.image
    REFERENCING NEW TABLE AS new_row
    FOR EACH STATEMENT EXECUTE FUNCTION lookalike.remember_held();
COMMENT ON TRIGGER image_hold_insert_trigger ON lookalike.image IS 'Writes down the pictures that come into a collection that is held.';
CREATE OR REPLACE TRIGGER image_hold_update_trigger AFTER UPDATE ON lookalike.image
    REFERENCING OLD TABLE AS old_row NEW TABLE AS new_row
    FOR EACH STATEMENT EXECUTE FUNCTION lookalike.remember_held();
COMMENT ON TRIGGER image_hold_update_trigger ON lookalike.image IS 'Writes down what held images showed before and show now, and what goes from a held collection to another.';
CREATE OR REPLACE TRIGGER image_hold_delete_trigger AFTER DELETE ON lookalike.image
    REFERENCING OLD TABLE AS old_row
    FOR EACH STATEMENT EXECUTE FUNCTION lookalike.remember_held();
COMMENT ON TRIGGER image_hold_delete_trigger ON lookalike.image IS 'Writes down the pictures that go from a collection that is held.';
