-- Remembers the images that came, went or changed their look: all that the next match looks at.
-- A row that is there already is enough: the match locks the images whose rows it takes away, so that
-- who changes one of them meanwhile waits, and queues it anew. What joins the old rows and the new is
-- planned at each call: a plan that was made for a change of no rows would compare every row of the next
-- with every other.
CREATE OR REPLACE FUNCTION lookalike.queue_images() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF TG_TABLE_NAME = 'fingerprint' THEN
        EXECUTE $query$
            INSERT INTO lookalike.unmatched_image (image_id)
            SELECT n.image_id FROM new_row n JOIN old_row o USING (image_id, region)
            WHERE (n.phash, n.phash_256, n.quality) IS DISTINCT FROM (o.phash, o.phash_256, o.quality)
            ON CONFLICT (image_id) DO NOTHING $query$;
    ELSIF TG_OP = 'INSERT' THEN
        INSERT INTO lookalike.unmatched_image (image_id)
        SELECT n.image_id FROM new_row n
        ON CONFLICT (image_id) DO NOTHING;
    ELSIF TG_OP = 'UPDATE' THEN
        -- A file that was only touched has the same content: nothing to match again.
        EXECUTE $query$
            INSERT INTO lookalike.unmatched_image (image_id)
            SELECT n.image_id FROM new_row n JOIN old_row o USING (image_id)
            WHERE (n.sha256, n.pixel_digest, n.collection_id, n.path, n.missing_since IS NULL)
               <> (o.sha256, o.pixel_digest, o.collection_id, o.path, o.missing_since IS NULL)
            ON CONFLICT (image_id) DO NOTHING $query$;
    ELSIF TG_OP = 'TRUNCATE' THEN
        TRUNCATE lookalike.representative, lookalike.unmatched_representative, lookalike.unmatched_image;
    ELSE  -- DELETE
        -- Of a crowd that loses one, the rest may have come apart.
        UPDATE lookalike.representative r SET crowd_id = NULL
        WHERE r.crowded AND r.crowd_id IN (
            SELECT g.crowd_id FROM old_row o JOIN lookalike.representative g USING (image_id));
        DELETE FROM lookalike.representative r USING old_row o WHERE o.image_id = r.image_id;
        DELETE FROM lookalike.unmatched_image u USING old_row o WHERE o.image_id = u.image_id;
    END IF;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION lookalike.queue_images() IS
    'Queues the images that came, went or changed for the next match.';

-- Before its matches go with it.
CREATE OR REPLACE FUNCTION lookalike.queue_neighbours() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    INSERT INTO lookalike.unmatched_image (image_id)
    SELECT m.image_id_b FROM lookalike.match m WHERE m.image_id_a = OLD.image_id
    UNION SELECT m.image_id_a FROM lookalike.match m WHERE m.image_id_b = OLD.image_id
    ON CONFLICT (image_id) DO NOTHING;
    RETURN OLD;
END
$$;
COMMENT ON FUNCTION lookalike.queue_neighbours() IS
    'Queues for the next match who leaned on an image that is deleted.';

CREATE OR REPLACE TRIGGER image_neighbour_trigger BEFORE DELETE ON lookalike.image
    FOR EACH ROW EXECUTE FUNCTION lookalike.queue_neighbours();
COMMENT ON TRIGGER image_neighbour_trigger ON lookalike.image IS 'Queues who leaned on a deleted image for the next match.';

CREATE OR REPLACE TRIGGER image_insert_trigger AFTER INSERT ON lookalike.image
    REFERENCING NEW TABLE AS new_row
    FOR EACH STATEMENT EXECUTE FUNCTION lookalike.queue_images();
CREATE OR REPLACE TRIGGER image_update_trigger AFTER UPDATE ON lookalike.image
    REFERENCING OLD TABLE AS old_row NEW TABLE AS new_row
    FOR EACH STATEMENT EXECUTE FUNCTION lookalike.queue_images();
CREATE OR REPLACE TRIGGER image_delete_trigger AFTER DELETE ON lookalike.image
    REFERENCING OLD TABLE AS old_row
    FOR EACH STATEMENT EXECUTE FUNCTION lookalike.queue_images();
CREATE OR REPLACE TRIGGER image_truncate_trigger AFTER TRUNCATE ON lookalike.image
    FOR EACH STATEMENT EXECUTE FUNCTION lookalike.queue_images();
CREATE OR REPLACE TRIGGER fingerprint_update_trigger AFTER UPDATE ON lookalike.fingerprint
    REFERENCING OLD TABLE AS old_row NEW TABLE AS new_row
    FOR EACH STATEMENT EXECUTE FUNCTION lookalike.queue_images();
COMMENT ON TRIGGER image_insert_trigger ON lookalike.image IS 'Queues new images for the next match.';
COMMENT ON TRIGGER image_update_trigger ON lookalike.image IS 'Queues images of another content, path or presence for the next match.';
COMMENT ON TRIGGER image_delete_trigger ON lookalike.image IS 'Takes images that are gone out of the queue and from those that stand for others.';
COMMENT ON TRIGGER image_truncate_trigger ON lookalike.image IS 'Empties the queues and what stands for others.';
COMMENT ON TRIGGER fingerprint_update_trigger ON lookalike.fingerprint IS 'Queues images that look otherwise now for the next match.';
