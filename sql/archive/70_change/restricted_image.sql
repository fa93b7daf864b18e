-- Steps after images come under a restriction, or under none. SECURITY DEFINER: as in image.sql.
CREATE OR REPLACE FUNCTION lookalike_internal.after_restricted_image_insert() RETURNS trigger
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM new_row) THEN
        RETURN NULL;
    END IF;
    -- Classes. Images that resemble a hidden image or lie on it may name it in their reason. The next classification writes
    -- the reason without the name; it also takes the images that are matched with those of the queue.
    INSERT INTO lookalike_internal.unclassified (image_id) SELECT DISTINCT n.image_id FROM new_row n;
    EXECUTE $query$
        UPDATE lookalike_internal.retention_class k
        SET reason = 'The next classification writes the reason: the last one may name a restricted image.'
        WHERE k.image_id IN (
            SELECT m.image_id_b FROM new_row n JOIN lookalike_internal.match m ON m.image_id_a = n.image_id WHERE NOT m.is_accepted
            UNION
            SELECT m.image_id_a FROM new_row n JOIN lookalike_internal.match m ON m.image_id_b = n.image_id WHERE NOT m.is_accepted
        ) AND NOT EXISTS (SELECT FROM lookalike_internal.hidden_image h WHERE h.image_id = k.image_id) $query$;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION lookalike_internal.after_restricted_image_insert() IS
    'Removes the reasons of classes that may name an image that is hidden now, and queues these images to be classified.';
CREATE OR REPLACE TRIGGER restricted_image_insert_trigger AFTER INSERT ON lookalike_internal.restricted_image
    REFERENCING NEW TABLE AS new_row
    FOR EACH STATEMENT EXECUTE FUNCTION lookalike_internal.after_restricted_image_insert();
COMMENT ON TRIGGER restricted_image_insert_trigger ON lookalike_internal.restricted_image IS 'Takes the steps after images are restricted.';

CREATE OR REPLACE FUNCTION lookalike_internal.after_restricted_image_delete() RETURNS trigger
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    -- Classes. Reasons may name the images again.
    INSERT INTO lookalike_internal.unclassified (image_id) SELECT DISTINCT o.image_id FROM old_row o;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION lookalike_internal.after_restricted_image_delete() IS
    'Queues images that came free of a restriction to be classified: reasons of other images may name them again.';
CREATE OR REPLACE TRIGGER restricted_image_delete_trigger AFTER DELETE ON lookalike_internal.restricted_image
    REFERENCING OLD TABLE AS old_row
    FOR EACH STATEMENT EXECUTE FUNCTION lookalike_internal.after_restricted_image_delete();
COMMENT ON TRIGGER restricted_image_delete_trigger ON lookalike_internal.restricted_image IS 'Takes the steps after images come free of a restriction.';
