-- A rendition of evidence is evidence. A hold on a picture with its versions covers, of every picture that it covers, the
-- whole cluster, and each file that the pixels show to contain it: a contact sheet, an album page, a file with pages. So the
-- coverage is closed: a version of a version is held, and a sheet on which a version lies. It never goes down: the
-- other pictures on such a sheet are not held.
--
-- What is covered is recorded when it becomes known, and rows are only added. So a picture that leaves its cluster stays held.
--
-- A row that this adds fires the trigger on legal_hold_picture, which calls this again for the images of the new pictures,
-- until there is nothing new. Before each change the coverage is closed, so one member that did not change speaks for all
-- others of its cluster: if a hold covers it, only the changed images can lack that hold.
CREATE OR REPLACE FUNCTION lookalike_internal.cover_versions(images bigint[]) RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    SET plan_cache_mode = force_custom_plan
AS $$
DECLARE
    others bigint[];
    covered record;
BEGIN
    IF images IS NULL
       OR NOT EXISTS (SELECT FROM lookalike_internal.active_hold h WHERE h.scope = 'picture and versions') THEN
        RETURN;
    END IF;
    -- By joins, not cluster by cluster: while many members are added, the index by cluster is not there. An image that was
    -- deleted is a member until the next clustering, and speaks for nobody.
    SELECT array_agg(o.image_id) INTO others
    FROM (SELECT min(m.image_id) AS image_id
          FROM lookalike_internal.cluster_member m
          JOIN lookalike_internal.image i ON i.image_id = m.image_id
          WHERE m.cluster_id IN (SELECT c.cluster_id FROM lookalike_internal.cluster_member c WHERE c.image_id = ANY (images))
            AND m.image_id <> ALL (images)
          GROUP BY m.cluster_id) o;
    WITH held AS MATERIALIZED (
        SELECT h.hold_id, h.image_id, m.cluster_id, coalesce(h.image_id = ANY (others), false) AS is_other
        FROM lookalike.held_image h
        LEFT JOIN lookalike_internal.cluster_member m ON m.image_id = h.image_id
        WHERE h.image_id = ANY (others || images) AND h.scope = 'picture and versions'
    ), cluster AS MATERIALIZED (
        SELECT h.hold_id, h.cluster_id, bool_or(h.is_other) AS is_covered
        FROM held h WHERE h.cluster_id IS NOT NULL GROUP BY h.hold_id, h.cluster_id
    ), version AS MATERIALIZED (
        SELECT c.hold_id, m.image_id
        FROM cluster c JOIN lookalike_internal.cluster_member m ON m.cluster_id = c.cluster_id
        WHERE NOT c.is_covered
        UNION ALL
        SELECT c.hold_id, m.image_id
        FROM lookalike_internal.cluster_member m JOIN cluster c ON c.cluster_id = m.cluster_id
        WHERE c.is_covered AND m.image_id = ANY (images)
        UNION ALL
        SELECT h.hold_id, p.whole_image_id
        FROM held h JOIN lookalike_internal.part_match p ON p.part_image_id = h.image_id
        WHERE NOT h.is_other
    )
    SELECT array_agg(v.hold_id) AS holds, array_agg(i.pixel_digest) AS pixel_digests, array_agg(i.sha256) AS sha256s INTO covered
    FROM version v
    JOIN lookalike_internal.image i ON i.image_id = v.image_id
    WHERE NOT EXISTS (SELECT FROM lookalike_internal.legal_hold_picture p
                      WHERE p.hold_id = v.hold_id AND p.pixel_digest = i.pixel_digest)
       OR NOT EXISTS (SELECT FROM lookalike_internal.legal_hold_file f
                      WHERE f.hold_id = v.hold_id AND f.sha256 = i.sha256);
    PERFORM lookalike_internal.record_covered(covered.holds, covered.pixel_digests, covered.sha256s);
END
$$;
COMMENT ON FUNCTION lookalike_internal.cover_versions(bigint[]) IS
    'Records the versions that active holds come to cover because these images changed: the clusters of those that are held with their versions, and the files that contain them. Triggers call it when clusters, matches, images, decisions or holds change.';
