-- Steps before and after collections change. A scan must not find files in quarantine: they would count as copies that
-- stay. A held collection is not forgotten.
CREATE OR REPLACE FUNCTION lookalike_internal.before_collection_change() RETURNS trigger
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    this record;
BEGIN
    PERFORM lookalike_internal.take_guard_lock();
    IF TG_OP = 'DELETE' THEN
        SELECT m.name INTO this
        FROM lookalike_internal.legal_hold h
        JOIN lookalike_internal.legal_matter m ON m.matter_id = h.matter_id AND m.closed_at IS NULL
        WHERE h.collection_id = OLD.collection_id AND h.released_at IS NULL
        ORDER BY h.hold_id LIMIT 1;
        IF FOUND THEN
            RAISE EXCEPTION 'collection "%" is held', OLD.name
                USING ERRCODE = 'restrict_violation', DETAIL = format('The collection is under a legal hold for "%s".', this.name),
                      HINT = 'Release the hold first: lookalike.release_hold()';
        END IF;
        RETURN OLD;
    END IF;
    IF TG_OP = 'UPDATE' AND NEW.root <> OLD.root
       AND EXISTS (SELECT FROM lookalike_internal.quarantine_item q
                   WHERE q.collection_id = NEW.collection_id AND q.state IN ('moving', 'moved', 'restoring')) THEN
        RAISE EXCEPTION 'collection "%" has files in quarantine', OLD.name
            USING ERRCODE = 'restrict_violation', DETAIL = 'Under another root, nobody could bring these files back.',
                  HINT = 'Restore the files first: lookalike quarantine restore';
    END IF;
    SELECT p.name, p.destination INTO this
    FROM lookalike_internal.quarantine_plan p
    WHERE p.state IN ('proposed', 'approved', 'applied') AND lookalike_internal.overlaps(NEW.root, p.destination)
    ORDER BY p.plan_id LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'folder "%" overlaps the quarantine', NEW.root
            USING ERRCODE = 'restrict_violation',
                  DETAIL = format('Plan "%s" moves files to "%s". A scan would take them for copies that stay.', this.name, this.destination),
                  HINT = 'Scan the folders beside the destination, or restore or withdraw the plan.';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION lookalike_internal.before_collection_change() IS
    'Refuses a collection that overlaps a quarantine, a new root while files are in quarantine, and to forget a held collection.';

CREATE OR REPLACE TRIGGER collection_before_trigger BEFORE INSERT OR UPDATE OF root OR DELETE ON lookalike_internal.collection
    FOR EACH ROW EXECUTE FUNCTION lookalike_internal.before_collection_change();
COMMENT ON TRIGGER collection_before_trigger ON lookalike_internal.collection IS 'Keeps quarantine and collections apart, and keeps held collections.';

CREATE OR REPLACE FUNCTION lookalike_internal.after_collection_update() RETURNS trigger
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    -- Links: catalogues name files by their whole paths, too.
    INSERT INTO lookalike_internal.unlinked_image (image_id)
    SELECT i.image_id FROM new_row n JOIN old_row o USING (collection_id)
    JOIN lookalike_internal.image i ON i.collection_id = n.collection_id
    WHERE n.root <> o.root;
    -- Lineage: what a collection holds is evidence for the original.
    INSERT INTO lookalike_internal.untraced (image_id)
    SELECT m.image_id FROM new_row n JOIN old_row o USING (collection_id)
    JOIN lookalike_internal.image i ON i.collection_id = n.collection_id
    JOIN lookalike_internal.cluster_member m ON m.image_id = i.image_id
    WHERE n.holds IS DISTINCT FROM o.holds;
    -- Classes: their reasons name the collection, and what it holds is evidence for the original. So is whether it lies
    -- in a bin or a snapshot.
    INSERT INTO lookalike_internal.unclassified (image_id)
    SELECT i.image_id FROM new_row n JOIN old_row o USING (collection_id)
    JOIN lookalike_internal.image i ON i.collection_id = n.collection_id
    WHERE n.name <> o.name OR n.holds IS DISTINCT FROM o.holds
       OR lookalike_internal.is_discarded(n.root || '/') <> lookalike_internal.is_discarded(o.root || '/');
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION lookalike_internal.after_collection_update() IS
    'Queues the images of a collection that has another name to be classified, those of a collection that holds something else now to be traced, too, and those of a collection in another folder to be linked.';
CREATE OR REPLACE TRIGGER collection_update_trigger AFTER UPDATE ON lookalike_internal.collection
    REFERENCING OLD TABLE AS old_row NEW TABLE AS new_row
    FOR EACH STATEMENT EXECUTE FUNCTION lookalike_internal.after_collection_update();
COMMENT ON TRIGGER collection_update_trigger ON lookalike_internal.collection IS 'Takes the steps after collections change.';
