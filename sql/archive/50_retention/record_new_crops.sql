-- Stages find copies after entries are linked. A change of a match, a cluster or a link queues images to be classified: so
-- the queue tells which entries may have a new rendition. Renditions are recorded before classes are given, because they guard.
-- SECURITY DEFINER: the loader has no right to write to the tables of publications
-- (docs/decisions/0022-governance-runs-as-owner.md).
CREATE OR REPLACE FUNCTION lookalike_internal.record_new_crops() RETURNS void
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    SET plan_cache_mode = force_custom_plan
AS $$
DECLARE
    entries bigint[];
BEGIN
    IF NOT EXISTS (SELECT FROM lookalike_internal.unclassified)
       OR NOT EXISTS (SELECT FROM lookalike_internal.published_entry s WHERE s.is_crop) THEN
        RETURN;
    END IF;
    SELECT array_agg(DISTINCT s.entry_id) INTO entries
    FROM lookalike_internal.published_entry s
    JOIN lookalike_internal.entry_image l ON l.entry_id = s.entry_id
    LEFT JOIN lookalike_internal.cluster_member k ON k.image_id = l.image_id
    WHERE s.is_crop
      AND (l.image_id IN (SELECT u.image_id FROM lookalike_internal.unclassified u)
           OR k.cluster_id IN (SELECT m.cluster_id FROM lookalike_internal.unclassified u
                               JOIN lookalike_internal.cluster_member m ON m.image_id = u.image_id));
    IF entries IS NOT NULL THEN
        PERFORM lookalike_internal.lock_guards();
        PERFORM lookalike_internal.record_crops(entries);
    END IF;
END
$$;
COMMENT ON FUNCTION lookalike_internal.record_new_crops() IS
    'Records the crops that are, or may be, what was published, for the entries that the queue of classification concerns; one step of classify_images.';
