-- Steps after images come, change or go. Each function takes its steps in the written order: guards,
-- holds, match, links, lineage, classes. Guards come first: they take the lock that all later steps rely on.
--
-- SECURITY DEFINER: the loader has no right to write to holds and queues
-- (docs/decisions/0022-governance-runs-as-owner.md).
-- EXECUTE plans a query over old and new rows for the number of rows at hand. A kept plan, made for an update
-- of no rows, would compare every row with every other.

CREATE OR REPLACE FUNCTION lookalike_internal.after_image_insert() RETURNS trigger
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    -- Holds: a new image may be in a held collection, or have pixels or bytes that are held.
    IF EXISTS (SELECT FROM lookalike_internal.active_hold) THEN
        PERFORM lookalike_internal.record_held((SELECT array_agg(n.image_id) FROM new_row n));
    END IF;
    -- Restrictions, in the same way.
    PERFORM lookalike_internal.cover_restricted((SELECT array_agg(n.image_id) FROM new_row n));

    -- Match. A trigger on this queue queues the images to be classified.
    INSERT INTO lookalike_internal.unmatched_image (image_id)
    SELECT n.image_id FROM new_row n
    ON CONFLICT (image_id) DO NOTHING;

    -- Links.
    INSERT INTO lookalike_internal.unlinked_image (image_id) SELECT n.image_id FROM new_row n;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION lookalike_internal.after_image_insert() IS
    'Records the pictures and files that come under a hold, and queues new images to be matched, linked and classified.';
CREATE OR REPLACE TRIGGER image_insert_trigger AFTER INSERT ON lookalike_internal.image
    REFERENCING NEW TABLE AS new_row
    FOR EACH STATEMENT EXECUTE FUNCTION lookalike_internal.after_image_insert();
COMMENT ON TRIGGER image_insert_trigger ON lookalike_internal.image IS 'Takes the steps after images come.';

CREATE OR REPLACE FUNCTION lookalike_internal.after_image_update() RETURNS trigger
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    are_changed boolean;
    affected bigint[];
    renewed record;
BEGIN
    IF NOT EXISTS (SELECT FROM new_row) THEN
        RETURN NULL;
    END IF;
    EXECUTE $query$
        SELECT EXISTS (
            SELECT FROM new_row n JOIN old_row o USING (image_id)
            WHERE lookalike_internal.is_changed(n::lookalike_internal.image, o::lookalike_internal.image)) $query$
    INTO are_changed;

    IF are_changed THEN
        -- Guards. The class was given to content that is gone.
        EXECUTE $query$
            DELETE FROM lookalike_internal.retention_class k
            USING new_row n, old_row o
            WHERE n.image_id = o.image_id AND n.pixel_digest <> o.pixel_digest AND k.image_id = n.image_id $query$;
        PERFORM lookalike_internal.take_guard_lock();
        EXECUTE $query$
            SELECT array_agg(n.image_id) AS images, array_agg(o.pixel_digest) AS old_digests,
                   array_agg(n.pixel_digest) AS new_digests
            FROM new_row n JOIN old_row o USING (image_id)
            WHERE n.sha256 = o.sha256 AND n.pixel_digest <> o.pixel_digest $query$ INTO renewed;
        IF renewed.images IS NOT NULL THEN
            PERFORM lookalike_internal.carry_decisions(renewed.images, renewed.old_digests, renewed.new_digests);
        END IF;
        -- A change may take away the last copy of another image, pass a decision to a copy, or open a rights
        -- conflict. Only items that share pixels, a source or a cluster with a changed image are checked. A file
        -- that its own plan moved does not count as changed, unless the image has a statement about rights: so
        -- 50,000 copies can be moved one by one.
        EXECUTE $query$
            WITH changed AS MATERIALIZED (
                SELECT n.image_id, n.pixel_digest, o.pixel_digest AS old_pixel_digest
                FROM new_row n JOIN old_row o USING (image_id)
                WHERE lookalike_internal.is_changed(n::lookalike_internal.image, o::lookalike_internal.image)
                  AND NOT (n.missing_since IS NOT NULL AND o.missing_since IS NULL
                           AND NOT lookalike_internal.is_replaced(
                               jsonb_populate_record(n::lookalike_internal.image, '{"missing_since": null}'),
                               o::lookalike_internal.image)
                           AND num_nonnulls(o.copyright_notice, o.usage_terms, o.rights_url) = 0
                           AND NOT EXISTS (SELECT FROM lookalike_internal.entry_image e WHERE e.image_id = n.image_id)
                           AND EXISTS (SELECT FROM lookalike_internal.quarantine_item q
                                       WHERE q.image_id = n.image_id AND q.pixel_digest = n.pixel_digest
                                         AND q.state IN ('moving', 'moved', 'restoring')))
            ), picture AS MATERIALIZED (
                SELECT c.pixel_digest FROM changed c UNION SELECT c.old_pixel_digest FROM changed c
            )
            SELECT array_agg(a.image_id)
            FROM (
                SELECT q.image_id
                FROM changed c JOIN lookalike_internal.quarantine_item q ON q.image_id = c.image_id
                WHERE q.state IN ('approved', 'moving')
                UNION
                SELECT q.image_id
                FROM picture p JOIN lookalike_internal.quarantine_item q ON q.pixel_digest = p.pixel_digest
                WHERE q.state IN ('approved', 'moving')
                UNION
                SELECT q.image_id
                FROM picture p JOIN lookalike_internal.quarantine_item q ON q.archival_pixel_digest = p.pixel_digest
                WHERE q.state IN ('approved', 'moving')
                UNION
                SELECT q.image_id
                FROM changed c
                JOIN lookalike_internal.cluster_member m ON m.image_id = c.image_id
                JOIN lookalike_internal.cluster_member o ON o.cluster_id = m.cluster_id
                JOIN lookalike_internal.quarantine_item q ON q.image_id = o.image_id
                WHERE q.state IN ('approved', 'moving')
            ) a $query$ INTO affected;
        IF affected IS NOT NULL THEN
            PERFORM lookalike_internal.withhold_guarded(affected);
        END IF;

        -- Holds: the pictures and files of held images, entries and collections, first as they were before the change.
        IF EXISTS (SELECT FROM lookalike_internal.active_hold) THEN
            EXECUTE $query$
                WITH changed AS MATERIALIZED (
                    SELECT o.image_id, o.collection_id, o.pixel_digest, o.sha256
                    FROM new_row n JOIN old_row o USING (image_id)
                    WHERE (n.pixel_digest, n.sha256, n.collection_id) <> (o.pixel_digest, o.sha256, o.collection_id)
                ), covered AS MATERIALIZED (
                    SELECT h.hold_id, c.pixel_digest, c.sha256
                    FROM changed c JOIN lookalike_internal.active_hold h ON h.collection_id = c.collection_id
                    UNION
                    SELECT h.hold_id, c.pixel_digest, c.sha256
                    FROM changed c
                    JOIN lookalike_internal.entry_image l ON l.image_id = c.image_id
                    JOIN lookalike_internal.active_hold h ON h.entry_id = l.entry_id
                    UNION
                    SELECT h.hold_id, c.pixel_digest, c.sha256
                    FROM changed c
                    JOIN lookalike_internal.legal_hold_image n ON n.image_id = c.image_id
                    JOIN lookalike_internal.active_hold h ON h.hold_id = n.hold_id
                )
                SELECT lookalike_internal.record_covered(
                    array_agg(c.hold_id), array_agg(c.pixel_digest), array_agg(c.sha256))
                FROM covered c $query$;
            EXECUTE $query$
                SELECT lookalike_internal.record_held(array_agg(n.image_id)),
                       lookalike_internal.cover_versions(array_agg(n.image_id))
                FROM new_row n JOIN old_row o USING (image_id)
                WHERE (n.pixel_digest, n.sha256, n.collection_id) <> (o.pixel_digest, o.sha256, o.collection_id) $query$;
        END IF;

        -- Restrictions. A file may have moved into a restricted folder.
        IF lookalike_internal.is_restricting() THEN
            EXECUTE $query$
                SELECT lookalike_internal.cover_restricted(array_agg(n.image_id))
                FROM new_row n JOIN old_row o USING (image_id)
                WHERE (n.pixel_digest, n.sha256, n.collection_id, n.path)
                   <> (o.pixel_digest, o.sha256, o.collection_id, o.path) $query$;
        END IF;

        -- Match. One row is enough: the match locks the images whose rows it takes, so a session that changes
        -- one of them waits, and then queues the image again.
        EXECUTE $query$
            INSERT INTO lookalike_internal.unmatched_image (image_id)
            SELECT n.image_id FROM new_row n JOIN old_row o USING (image_id)
            WHERE lookalike_internal.is_replaced(n::lookalike_internal.image, o::lookalike_internal.image)
            ON CONFLICT (image_id) DO NOTHING $query$;

        -- Links. A file name that one image drops may be left with a single image.
        EXECUTE $query$
            INSERT INTO lookalike_internal.unlinked_image (image_id)
            SELECT n.image_id FROM new_row n JOIN old_row o USING (image_id)
            WHERE lookalike_internal.is_replaced(n::lookalike_internal.image, o::lookalike_internal.image) $query$;
        EXECUTE lookalike_internal.compose_queueing($query$
            SELECT lookalike_internal.file_name_key(o.path)
            FROM new_row n JOIN old_row o USING (image_id) WHERE n.path <> o.path $query$);
    END IF;

    -- Lineage: other pixels, another statement of origin, a root that went, or a member that came back.
    EXECUTE $query$
        INSERT INTO lookalike_internal.untraced (image_id)
        SELECT n.image_id
        FROM new_row n JOIN old_row o USING (image_id)
        JOIN lookalike_internal.cluster_member m ON m.image_id = n.image_id
        LEFT JOIN lookalike_internal.lineage l ON l.image_id = n.image_id
        WHERE n.pixel_digest <> o.pixel_digest
           OR n.metadata->'provenance' IS DISTINCT FROM o.metadata->'provenance'
           OR (n.missing_since IS NULL) <> (o.missing_since IS NULL)
              AND (l.is_root OR n.missing_since IS NULL) $query$;

    -- Classes. The time of the file counts: the older of two equal files is better.
    EXECUTE $query$
        INSERT INTO lookalike_internal.unclassified (image_id)
        SELECT n.image_id FROM new_row n JOIN old_row o USING (image_id)
        WHERE n IS DISTINCT FROM o $query$;
    -- Images that still have the old pixels.
    EXECUTE $query$
        INSERT INTO lookalike_internal.unclassified (image_id)
        SELECT i.image_id FROM lookalike_internal.image i
        WHERE i.pixel_digest IN (
            SELECT o.pixel_digest FROM new_row n JOIN old_row o USING (image_id)
            WHERE n.pixel_digest <> o.pixel_digest) $query$;

    -- Thumbnails.
    IF are_changed THEN
        EXECUTE $query$
            SELECT lookalike_internal.drop_thumbnails(array_agg(o.pixel_digest))
            FROM new_row n JOIN old_row o USING (image_id)
            WHERE n.pixel_digest <> o.pixel_digest $query$;
    END IF;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION lookalike_internal.after_image_update() IS
    'Withholds approved quarantines that the changes forbid, records the pictures and files that holds cover, and queues changed images to be matched, linked, traced and classified; deletes thumbnails that nothing shows any more.';
CREATE OR REPLACE TRIGGER image_update_trigger AFTER UPDATE ON lookalike_internal.image
    REFERENCING OLD TABLE AS old_row NEW TABLE AS new_row
    FOR EACH STATEMENT EXECUTE FUNCTION lookalike_internal.after_image_update();
COMMENT ON TRIGGER image_update_trigger ON lookalike_internal.image IS 'Takes the steps after images change.';

-- Runs before the matches and links of an image go with it. The number of an image never changes.
CREATE OR REPLACE FUNCTION lookalike_internal.before_image_change() RETURNS trigger
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF NEW.image_id IS DISTINCT FROM OLD.image_id THEN
            PERFORM lookalike_internal.raise_key_change(TG_TABLE_NAME);
        END IF;
        RETURN NEW;
    END IF;

    -- Match: this image may have been the only match of another image.
    INSERT INTO lookalike_internal.unmatched_image (image_id)
    SELECT m.image_id_b FROM lookalike_internal.match m WHERE m.image_id_a = OLD.image_id
    UNION SELECT m.image_id_a FROM lookalike_internal.match m WHERE m.image_id_b = OLD.image_id
    ON CONFLICT (image_id) DO NOTHING;

    -- Links.
    INSERT INTO lookalike_internal.unlinked_entry AS u (entry_id, is_changed)
    SELECT l.entry_id, false FROM lookalike_internal.entry_image l WHERE l.image_id = OLD.image_id
    ON CONFLICT (entry_id) DO UPDATE SET reason = NULL;
    RETURN OLD;
END
$$;
COMMENT ON FUNCTION lookalike_internal.before_image_change() IS
    'Refuses to give an image another number. When an image goes, queues the images that matched it to be matched again, and its catalogue entries to be linked again.';
CREATE OR REPLACE TRIGGER image_before_trigger BEFORE UPDATE OF image_id OR DELETE ON lookalike_internal.image
    FOR EACH ROW EXECUTE FUNCTION lookalike_internal.before_image_change();
COMMENT ON TRIGGER image_before_trigger ON lookalike_internal.image IS 'Takes the steps before an image goes, and keeps its number.';

CREATE OR REPLACE FUNCTION lookalike_internal.after_image_delete() RETURNS trigger
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    -- Guards.
    PERFORM lookalike_internal.refuse_loss();
    PERFORM lookalike_internal.withhold_guarded();

    -- Holds. An image may have come while a hold was being placed, and not be recorded yet.
    IF EXISTS (SELECT FROM lookalike_internal.active_hold h WHERE h.collection_id IS NOT NULL) THEN
        EXECUTE $query$
            SELECT lookalike_internal.record_covered(
                array_agg(h.hold_id), array_agg(o.pixel_digest), array_agg(o.sha256))
            FROM old_row o JOIN lookalike_internal.active_hold h ON h.collection_id = o.collection_id $query$;
    END IF;

    -- Match. A crowd that loses an image may fall into two crowds.
    UPDATE lookalike_internal.representative r SET crowd_id = NULL
    WHERE r.is_crowded AND r.crowd_id IN (
        SELECT g.crowd_id FROM old_row o JOIN lookalike_internal.representative g USING (image_id));
    DELETE FROM lookalike_internal.representative r USING old_row o WHERE o.image_id = r.image_id;
    DELETE FROM lookalike_internal.unmatched_image u USING old_row o WHERE o.image_id = u.image_id;

    -- Links.
    IF EXISTS (SELECT FROM lookalike_internal.catalogue_entry) THEN
        EXECUTE lookalike_internal.compose_queueing(
            'SELECT lookalike_internal.file_name_key(o.path) FROM old_row o');
    END IF;

    -- Classes, also of images with the same pixels.
    INSERT INTO lookalike_internal.unclassified (image_id)
    SELECT o.image_id FROM old_row o
    UNION
    SELECT i.image_id FROM lookalike_internal.image i
    WHERE i.pixel_digest IN (SELECT o.pixel_digest FROM old_row o);

    -- Thumbnails.
    PERFORM lookalike_internal.drop_thumbnails((SELECT array_agg(o.pixel_digest) FROM old_row o));
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION lookalike_internal.after_image_delete() IS
    'Refuses to forget an image that is in quarantine, withholds approved quarantines that the loss forbids, queues related images and entries, and deletes thumbnails that nothing shows any more.';
CREATE OR REPLACE TRIGGER image_delete_trigger AFTER DELETE ON lookalike_internal.image
    REFERENCING OLD TABLE AS old_row
    FOR EACH STATEMENT EXECUTE FUNCTION lookalike_internal.after_image_delete();
COMMENT ON TRIGGER image_delete_trigger ON lookalike_internal.image IS 'Takes the steps after images go.';

CREATE OR REPLACE FUNCTION lookalike_internal.after_image_truncate() RETURNS trigger
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM lookalike_internal.refuse_loss();
    PERFORM lookalike_internal.withhold_guarded();
    TRUNCATE lookalike_internal.representative, lookalike_internal.unmatched_representative,
             lookalike_internal.unmatched_image, lookalike_internal.thumbnail;
    DELETE FROM lookalike_internal.fact_state;  -- all facts are worked out again
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION lookalike_internal.after_image_truncate() IS
    'Refuses to forget images that are in quarantine, withholds approved quarantines, empties the queues of the match and the thumbnails, and makes all facts out of date.';
CREATE OR REPLACE TRIGGER image_truncate_trigger AFTER TRUNCATE ON lookalike_internal.image
    FOR EACH STATEMENT EXECUTE FUNCTION lookalike_internal.after_image_truncate();
COMMENT ON TRIGGER image_truncate_trigger ON lookalike_internal.image IS 'Takes the steps after all images go.';
