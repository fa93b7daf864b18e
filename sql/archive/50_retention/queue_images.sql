-- Remembers the images that something changed for which their class may rest on: all that the next
-- classification looks at. Rows are only added, as in lookalike.unclustered. Who has the same pixels,
-- resembles them, or is in one cluster with them is found when they are taken. What joins the old rows
-- and the new is planned at each call: a plan that was made for a change of no rows would compare every
-- row of the next with every other.
CREATE OR REPLACE FUNCTION lookalike.queue_unclassified() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF TG_OP = 'TRUNCATE' THEN  -- of match or cluster_member; with the images, their classes go
        INSERT INTO lookalike.unclassified (image_id) SELECT k.image_id FROM lookalike.retention_class k;

    ELSIF TG_TABLE_NAME = 'image' THEN  -- new ones come into unmatched_image
        IF TG_OP = 'UPDATE' THEN
            EXECUTE $query$
                INSERT INTO lookalike.unclassified (image_id)
                SELECT n.image_id FROM new_row n JOIN old_row o USING (image_id)
                WHERE (n.collection_id, n.path, n.byte_size, n.modified_at, n.sha256, n.pixel_digest, n.format, n.width,
                       n.height, n.mode, n.lossless, n.captured_at, n.camera, n.software, n.creator, n.copyright_notice,
                       n.credit_line, n.usage_terms, n.rights_url, n.metadata, n.missing_since IS NULL)
                      IS DISTINCT FROM
                      (o.collection_id, o.path, o.byte_size, o.modified_at, o.sha256, o.pixel_digest, o.format, o.width,
                       o.height, o.mode, o.lossless, o.captured_at, o.camera, o.software, o.creator, o.copyright_notice,
                       o.credit_line, o.usage_terms, o.rights_url, o.metadata, o.missing_since IS NULL) $query$;
            -- Those that had the pixels that are here no longer.
            EXECUTE $query$
                INSERT INTO lookalike.unclassified (image_id)
                SELECT i.image_id FROM lookalike.image i
                WHERE i.pixel_digest IN (
                    SELECT o.pixel_digest FROM new_row n JOIN old_row o USING (image_id)
                    WHERE n.pixel_digest <> o.pixel_digest) $query$;
        ELSE
            INSERT INTO lookalike.unclassified (image_id)
            SELECT o.image_id FROM old_row o
            UNION
            SELECT i.image_id FROM lookalike.image i
            WHERE i.pixel_digest IN (SELECT o.pixel_digest FROM old_row o);
        END IF;

    ELSIF TG_TABLE_NAME = 'unmatched_image' THEN
        IF TG_OP = 'INSERT' THEN
            INSERT INTO lookalike.unclassified (image_id) SELECT n.image_id FROM new_row n;
        ELSE
            INSERT INTO lookalike.unclassified (image_id) SELECT o.image_id FROM old_row o;
        END IF;

    ELSIF TG_TABLE_NAME = 'fingerprint' THEN  -- one comes, and goes, with its image
        EXECUTE $query$
            INSERT INTO lookalike.unclassified (image_id)
            SELECT n.image_id FROM new_row n JOIN old_row o USING (image_id, region)
            WHERE n.region = 'full'
              AND (n.phash, n.phash_256, n.quality) IS DISTINCT FROM (o.phash, o.phash_256, o.quality) $query$;

    ELSIF TG_TABLE_NAME = 'match' THEN
        IF TG_OP = 'INSERT' THEN
            INSERT INTO lookalike.unclassified (image_id)
            SELECT n.image_id_a FROM new_row n UNION SELECT n.image_id_b FROM new_row n;
        ELSIF TG_OP = 'DELETE' THEN
            INSERT INTO lookalike.unclassified (image_id)
            SELECT o.image_id_a FROM old_row o UNION SELECT o.image_id_b FROM old_row o;
        ELSE
            EXECUTE $query$
                INSERT INTO lookalike.unclassified (image_id)
                SELECT e.image_id
                FROM new_row n JOIN old_row o USING (image_id_a, image_id_b)
                CROSS JOIN LATERAL (VALUES (n.image_id_a), (n.image_id_b)) AS e (image_id)
                WHERE (n.same_file, n.same_pixels, n.phash_distance, n.phash_256_distance, n.relation, n.accepted,
                       n.proposed_by, n.proof, n.inliers, n.correlation, n.overlap, n.embedding_similarity, n.scale, n.angle,
                       n.is_mirrored, n.inner_image_id, n.width, n.height, n.derived_image_id)
                      IS DISTINCT FROM
                      (o.same_file, o.same_pixels, o.phash_distance, o.phash_256_distance, o.relation, o.accepted,
                       o.proposed_by, o.proof, o.inliers, o.correlation, o.overlap, o.embedding_similarity, o.scale, o.angle,
                       o.is_mirrored, o.inner_image_id, o.width, o.height, o.derived_image_id) $query$;
        END IF;

    ELSIF TG_TABLE_NAME = 'cluster_member' THEN
        IF TG_OP = 'INSERT' THEN
            INSERT INTO lookalike.unclassified (image_id) SELECT n.image_id FROM new_row n;
        ELSE
            -- One of those who stay stands for all of them.
            INSERT INTO lookalike.unclassified (image_id)
            SELECT o.image_id FROM old_row o
            UNION
            SELECT min(m.image_id) FROM lookalike.cluster_member m
            WHERE m.cluster_id IN (SELECT o.cluster_id FROM old_row o)
            GROUP BY m.cluster_id;
        END IF;

    ELSIF TG_TABLE_NAME = 'retention_class' THEN
        -- Of an image that is still there; a classification takes only others away.
        INSERT INTO lookalike.unclassified (image_id)
        SELECT i.image_id FROM old_row o JOIN lookalike.image i ON i.image_id = o.image_id
        WHERE i.missing_since IS NULL;

    ELSIF TG_TABLE_NAME = 'collection' THEN
        INSERT INTO lookalike.unclassified (image_id)
        SELECT i.image_id FROM new_row n JOIN old_row o USING (collection_id)
        JOIN lookalike.image i ON i.collection_id = n.collection_id
        WHERE n.name <> o.name;

    ELSIF TG_TABLE_NAME = 'catalogue_entry' THEN
        EXECUTE $query$
            INSERT INTO lookalike.unclassified (image_id)
            SELECT l.image_id FROM new_row n JOIN old_row o USING (entry_id)
            JOIN lookalike.entry_image l ON l.entry_id = n.entry_id
            WHERE n IS DISTINCT FROM o $query$;

    ELSIF TG_TABLE_NAME = 'entry_image' THEN
        IF TG_OP = 'DELETE' THEN
            INSERT INTO lookalike.unclassified (image_id) SELECT o.image_id FROM old_row o;
        ELSE
            INSERT INTO lookalike.unclassified (image_id) SELECT n.image_id FROM new_row n;
        END IF;

    ELSIF TG_TABLE_NAME = 'publication' THEN
        INSERT INTO lookalike.unclassified (image_id)
        SELECT i.image_id FROM lookalike.image i
        WHERE i.pixel_digest IN (SELECT n.pixel_digest FROM new_row n);

    ELSIF TG_TABLE_NAME = 'decision' THEN
        INSERT INTO lookalike.unclassified (image_id)
        SELECT i.image_id FROM lookalike.image i
        WHERE i.pixel_digest IN (SELECT n.pixel_digest_a FROM new_row n
                                 UNION ALL SELECT n.pixel_digest_b FROM new_row n);

    ELSIF TG_TABLE_NAME = 'legal_hold' THEN
        INSERT INTO lookalike.unclassified (image_id)
        SELECT h.image_id FROM new_row n CROSS JOIN LATERAL lookalike.images_named_by(n.hold_id) h;

    ELSIF TG_TABLE_NAME = 'legal_hold_picture' THEN
        INSERT INTO lookalike.unclassified (image_id)
        SELECT i.image_id FROM lookalike.image i
        WHERE i.pixel_digest IN (SELECT n.pixel_digest FROM new_row n);

    ELSIF TG_TABLE_NAME = 'legal_matter' THEN
        INSERT INTO lookalike.unclassified (image_id)
        SELECT h.image_id FROM new_row n
        JOIN lookalike.legal_hold l ON l.matter_id = n.matter_id
        CROSS JOIN LATERAL lookalike.images_named_by(l.hold_id) h;

    ELSIF TG_TABLE_NAME = 'quarantine_item' THEN  -- a decision stays with an image that is set aside
        INSERT INTO lookalike.unclassified (image_id)
        SELECT i.image_id FROM lookalike.image i
        WHERE i.pixel_digest IN (SELECT n.pixel_digest FROM new_row n
                                 JOIN old_row o USING (plan_id, image_id) WHERE n.state <> o.state);
    END IF;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION lookalike.queue_unclassified() IS
    'Queues the images for the next classification that a change concerns.';

CREATE OR REPLACE FUNCTION lookalike.images_named_by(hold_id bigint) RETURNS TABLE (image_id bigint)
    LANGUAGE sql STABLE
    SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT i.image_id FROM lookalike.legal_hold_picture p JOIN lookalike.image i ON i.pixel_digest = p.pixel_digest
    WHERE p.hold_id = images_named_by.hold_id
    UNION
    SELECT h.image_id FROM lookalike.legal_hold h
    WHERE h.hold_id = images_named_by.hold_id AND h.image_id IS NOT NULL
    UNION
    SELECT l.image_id FROM lookalike.legal_hold h JOIN lookalike.entry_image l ON l.entry_id = h.entry_id
    WHERE h.hold_id = images_named_by.hold_id
    UNION
    SELECT i.image_id FROM lookalike.legal_hold h JOIN lookalike.image i ON i.collection_id = h.collection_id
    WHERE h.hold_id = images_named_by.hold_id;
END;
COMMENT ON FUNCTION lookalike.images_named_by(bigint) IS
    'The images that a hold, active or not, covers by a picture, an entry or a collection; one step of queue_unclassified.';

CREATE OR REPLACE TRIGGER unclassified_update_trigger AFTER UPDATE ON lookalike.image
    REFERENCING OLD TABLE AS old_row NEW TABLE AS new_row
    FOR EACH STATEMENT EXECUTE FUNCTION lookalike.queue_unclassified();
COMMENT ON TRIGGER unclassified_update_trigger ON lookalike.image IS 'Queues images that changed for the next classification.';
CREATE OR REPLACE TRIGGER unclassified_delete_trigger AFTER DELETE ON lookalike.image
    REFERENCING OLD TABLE AS old_row
    FOR EACH STATEMENT EXECUTE FUNCTION lookalike.queue_unclassified();
COMMENT ON TRIGGER unclassified_delete_trigger ON lookalike.image IS 'Queues who was together with images that are deleted for the next classification.';
CREATE OR REPLACE TRIGGER unclassified_insert_trigger AFTER INSERT ON lookalike.unmatched_image
    REFERENCING NEW TABLE AS new_row
    FOR EACH STATEMENT EXECUTE FUNCTION lookalike.queue_unclassified();
COMMENT ON TRIGGER unclassified_insert_trigger ON lookalike.unmatched_image IS 'Queues images that wait for a match for the next classification.';
CREATE OR REPLACE TRIGGER unclassified_delete_trigger AFTER DELETE ON lookalike.unmatched_image
    REFERENCING OLD TABLE AS old_row
    FOR EACH STATEMENT EXECUTE FUNCTION lookalike.queue_unclassified();
COMMENT ON TRIGGER unclassified_delete_trigger ON lookalike.unmatched_image IS 'Queues images that have been matched for the next classification.';
CREATE OR REPLACE TRIGGER unclassified_update_trigger AFTER UPDATE ON lookalike.fingerprint
    REFERENCING OLD TABLE AS old_row NEW TABLE AS new_row
    FOR EACH STATEMENT EXECUTE FUNCTION lookalike.queue_unclassified();
COMMENT ON TRIGGER unclassified_update_trigger ON lookalike.fingerprint IS 'Queues images that look otherwise now for the next classification.';
CREATE OR REPLACE TRIGGER unclassified_insert_trigger AFTER INSERT ON lookalike.match
    REFERENCING NEW TABLE AS new_row
    FOR EACH STATEMENT EXECUTE FUNCTION lookalike.queue_unclassified();
COMMENT ON TRIGGER unclassified_insert_trigger ON lookalike.match IS 'Queues the images of new matches for the next classification.';
CREATE OR REPLACE TRIGGER unclassified_update_trigger AFTER UPDATE ON lookalike.match
    REFERENCING OLD TABLE AS old_row NEW TABLE AS new_row
    FOR EACH STATEMENT EXECUTE FUNCTION lookalike.queue_unclassified();
COMMENT ON TRIGGER unclassified_update_trigger ON lookalike.match IS 'Queues the images of changed matches for the next classification.';
CREATE OR REPLACE TRIGGER unclassified_delete_trigger AFTER DELETE ON lookalike.match
    REFERENCING OLD TABLE AS old_row
    FOR EACH STATEMENT EXECUTE FUNCTION lookalike.queue_unclassified();
COMMENT ON TRIGGER unclassified_delete_trigger ON lookalike.match IS 'Queues the images of matches that are gone for the next classification.';
CREATE OR REPLACE TRIGGER unclassified_truncate_trigger AFTER TRUNCATE ON lookalike.match
    FOR EACH STATEMENT EXECUTE FUNCTION lookalike.queue_unclassified();
COMMENT ON TRIGGER unclassified_truncate_trigger ON lookalike.match IS 'Queues what has a class for the next classification.';
CREATE OR REPLACE TRIGGER unclassified_insert_trigger AFTER INSERT ON lookalike.cluster_member
    REFERENCING NEW TABLE AS new_row
    FOR EACH STATEMENT EXECUTE FUNCTION lookalike.queue_unclassified();
COMMENT ON TRIGGER unclassified_insert_trigger ON lookalike.cluster_member IS 'Queues who came into a cluster for the next classification.';
CREATE OR REPLACE TRIGGER unclassified_update_trigger AFTER UPDATE ON lookalike.cluster_member
    REFERENCING OLD TABLE AS old_row NEW TABLE AS new_row
    FOR EACH STATEMENT EXECUTE FUNCTION lookalike.queue_unclassified();
COMMENT ON TRIGGER unclassified_update_trigger ON lookalike.cluster_member IS 'Queues who went to another cluster for the next classification.';
CREATE OR REPLACE TRIGGER unclassified_delete_trigger AFTER DELETE ON lookalike.cluster_member
    REFERENCING OLD TABLE AS old_row
    FOR EACH STATEMENT EXECUTE FUNCTION lookalike.queue_unclassified();
COMMENT ON TRIGGER unclassified_delete_trigger ON lookalike.cluster_member IS 'Queues who left a cluster for the next classification.';
CREATE OR REPLACE TRIGGER unclassified_truncate_trigger AFTER TRUNCATE ON lookalike.cluster_member
    FOR EACH STATEMENT EXECUTE FUNCTION lookalike.queue_unclassified();
COMMENT ON TRIGGER unclassified_truncate_trigger ON lookalike.cluster_member IS 'Queues what has a class for the next classification.';
CREATE OR REPLACE TRIGGER unclassified_delete_trigger AFTER DELETE ON lookalike.retention_class
    REFERENCING OLD TABLE AS old_row
    FOR EACH STATEMENT EXECUTE FUNCTION lookalike.queue_unclassified();
COMMENT ON TRIGGER unclassified_delete_trigger ON lookalike.retention_class IS 'Queues images whose class was taken away for the next classification.';
CREATE OR REPLACE TRIGGER unclassified_update_trigger AFTER UPDATE ON lookalike.collection
    REFERENCING OLD TABLE AS old_row NEW TABLE AS new_row
    FOR EACH STATEMENT EXECUTE FUNCTION lookalike.queue_unclassified();
COMMENT ON TRIGGER unclassified_update_trigger ON lookalike.collection IS 'Queues the images of a collection that has another name for the next classification.';
CREATE OR REPLACE TRIGGER unclassified_update_trigger AFTER UPDATE ON lookalike.catalogue_entry
    REFERENCING OLD TABLE AS old_row NEW TABLE AS new_row
    FOR EACH STATEMENT EXECUTE FUNCTION lookalike.queue_unclassified();
COMMENT ON TRIGGER unclassified_update_trigger ON lookalike.catalogue_entry IS 'Queues the images of changed entries for the next classification.';
CREATE OR REPLACE TRIGGER unclassified_insert_trigger AFTER INSERT ON lookalike.entry_image
    REFERENCING NEW TABLE AS new_row
    FOR EACH STATEMENT EXECUTE FUNCTION lookalike.queue_unclassified();
COMMENT ON TRIGGER unclassified_insert_trigger ON lookalike.entry_image IS 'Queues images with a new entry for the next classification.';
CREATE OR REPLACE TRIGGER unclassified_delete_trigger AFTER DELETE ON lookalike.entry_image
    REFERENCING OLD TABLE AS old_row
    FOR EACH STATEMENT EXECUTE FUNCTION lookalike.queue_unclassified();
COMMENT ON TRIGGER unclassified_delete_trigger ON lookalike.entry_image IS 'Queues images without an entry they had for the next classification.';
CREATE OR REPLACE TRIGGER unclassified_insert_trigger AFTER INSERT ON lookalike.publication
    REFERENCING NEW TABLE AS new_row
    FOR EACH STATEMENT EXECUTE FUNCTION lookalike.queue_unclassified();
COMMENT ON TRIGGER unclassified_insert_trigger ON lookalike.publication IS 'Queues published images for the next classification.';
CREATE OR REPLACE TRIGGER unclassified_insert_trigger AFTER INSERT ON lookalike.decision
    REFERENCING NEW TABLE AS new_row
    FOR EACH STATEMENT EXECUTE FUNCTION lookalike.queue_unclassified();
COMMENT ON TRIGGER unclassified_insert_trigger ON lookalike.decision IS 'Queues images that were decided about for the next classification.';
CREATE OR REPLACE TRIGGER unclassified_insert_trigger AFTER INSERT ON lookalike.legal_hold
    REFERENCING NEW TABLE AS new_row
    FOR EACH STATEMENT EXECUTE FUNCTION lookalike.queue_unclassified();
COMMENT ON TRIGGER unclassified_insert_trigger ON lookalike.legal_hold IS 'Queues held images for the next classification.';
CREATE OR REPLACE TRIGGER unclassified_update_trigger AFTER UPDATE ON lookalike.legal_hold
    REFERENCING OLD TABLE AS old_row NEW TABLE AS new_row
    FOR EACH STATEMENT EXECUTE FUNCTION lookalike.queue_unclassified();
COMMENT ON TRIGGER unclassified_update_trigger ON lookalike.legal_hold IS 'Queues images of a hold that ended for the next classification.';
CREATE OR REPLACE TRIGGER unclassified_insert_trigger AFTER INSERT ON lookalike.legal_hold_picture
    REFERENCING NEW TABLE AS new_row
    FOR EACH STATEMENT EXECUTE FUNCTION lookalike.queue_unclassified();
COMMENT ON TRIGGER unclassified_insert_trigger ON lookalike.legal_hold_picture IS 'Queues images that a hold has come to cover for the next classification.';
CREATE OR REPLACE TRIGGER unclassified_update_trigger AFTER UPDATE ON lookalike.legal_matter
    REFERENCING OLD TABLE AS old_row NEW TABLE AS new_row
    FOR EACH STATEMENT EXECUTE FUNCTION lookalike.queue_unclassified();
COMMENT ON TRIGGER unclassified_update_trigger ON lookalike.legal_matter IS 'Queues images of a matter that was closed for the next classification.';
CREATE OR REPLACE TRIGGER unclassified_update_trigger AFTER UPDATE ON lookalike.quarantine_item
    REFERENCING OLD TABLE AS old_row NEW TABLE AS new_row
    FOR EACH STATEMENT EXECUTE FUNCTION lookalike.queue_unclassified();
COMMENT ON TRIGGER unclassified_update_trigger ON lookalike.quarantine_item IS 'Queues images that were set aside or restored for the next classification.';
