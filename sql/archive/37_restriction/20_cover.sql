-- Where a picture is shown: files with the same pixels or bytes, the images of its cluster, and files that contain it, and
-- so on from each of these. It never goes down: the other pictures of a contact sheet are not shown by it. Whole clusters
-- and digests are taken at once, because a cluster of blank pages may have 50,000 members.
CREATE OR REPLACE FUNCTION lookalike_internal.find_showing(images bigint[]) RETURNS bigint[]
    LANGUAGE plpgsql STABLE
    SET search_path = pg_catalog, pg_temp
    SET plan_cache_mode = force_custom_plan
AS $$
DECLARE
    reached bigint[] := coalesce(images, '{}');
    latest bigint[] := images;
BEGIN
    WHILE cardinality(latest) > 0 LOOP
        SELECT array_agg(n.image_id) INTO latest
        FROM (
            (SELECT o.image_id
             FROM (SELECT DISTINCT i.pixel_digest FROM lookalike_internal.image i WHERE i.image_id = ANY (latest)) d
             JOIN lookalike_internal.image o ON o.pixel_digest = d.pixel_digest
             UNION
             SELECT o.image_id
             FROM (SELECT DISTINCT i.sha256 FROM lookalike_internal.image i WHERE i.image_id = ANY (latest)) d
             JOIN lookalike_internal.image o ON o.sha256 = d.sha256
             UNION
             SELECT o.image_id
             FROM (SELECT DISTINCT m.cluster_id FROM lookalike_internal.cluster_member m WHERE m.image_id = ANY (latest)) c
             JOIN lookalike_internal.cluster_member o ON o.cluster_id = c.cluster_id
             UNION
             SELECT p.whole_image_id FROM lookalike_internal.part_match p WHERE p.part_image_id = ANY (latest))
            EXCEPT
            SELECT r.image_id FROM unnest(reached) AS r (image_id)
        ) n;
        reached := reached || latest;
    END LOOP;
    RETURN reached;
END
$$;
COMMENT ON FUNCTION lookalike_internal.find_showing(bigint[]) IS
    'These images, and all images that show their pictures: files with the same pixels or bytes, the images of their clusters, and files that contain them.';

CREATE OR REPLACE FUNCTION lookalike_internal.record_restricted(restriction bigint, images bigint[]) RETURNS void
    LANGUAGE sql
    SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    INSERT INTO lookalike_internal.restricted_image (image_id, restriction_id, pixel_digest, sha256, path, until)
    SELECT i.image_id, r.restriction_id, i.pixel_digest, i.sha256, i.path, r.until
    FROM unnest(lookalike_internal.find_showing(images)) AS s (image_id)
    JOIN lookalike_internal.image i ON i.image_id = s.image_id
    JOIN lookalike_internal.active_restriction r ON r.restriction_id = restriction
    ON CONFLICT (image_id, restriction_id, pixel_digest, sha256) DO UPDATE SET path = excluded.path;
END;
COMMENT ON FUNCTION lookalike_internal.record_restricted(bigint, bigint[]) IS
    'Records that a restriction covers these images and all that show their pictures.';

-- Triggers call this when images, links, clusters or matches come or change. It starts from the changed images and from
-- what is covered beside them.
CREATE OR REPLACE FUNCTION lookalike_internal.cover_restricted(images bigint[]) RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    SET plan_cache_mode = force_custom_plan
AS $$
BEGIN
    IF images IS NULL OR NOT EXISTS (SELECT FROM lookalike_internal.active_restriction) THEN
        RETURN;
    END IF;
    PERFORM lookalike_internal.record_restricted(c.restriction_id, array_agg(c.image_id))
    FROM (
        SELECT r.restriction_id, i.image_id
        FROM lookalike_internal.image i
        JOIN lookalike_internal.active_restriction r
          ON r.collection_id = i.collection_id AND lookalike_internal.is_below(i.path, r.folder)
        WHERE i.image_id = ANY (images)
        UNION
        SELECT r.restriction_id, l.image_id
        FROM lookalike_internal.entry_image l JOIN lookalike_internal.active_restriction r ON r.entry_id = l.entry_id
        WHERE l.image_id = ANY (images)
        UNION
        SELECT r.restriction_id, r.image_id FROM lookalike_internal.restricted_image r WHERE r.image_id = ANY (images)
        UNION
        SELECT r.restriction_id, i.image_id
        FROM lookalike_internal.image i JOIN lookalike_internal.restricted_image r ON r.pixel_digest = i.pixel_digest
        WHERE i.image_id = ANY (images)
        UNION
        SELECT r.restriction_id, i.image_id
        FROM lookalike_internal.image i JOIN lookalike_internal.restricted_image r ON r.sha256 = i.sha256
        WHERE i.image_id = ANY (images)
        UNION
        SELECT r.restriction_id, r.image_id
        FROM (SELECT DISTINCT m.cluster_id FROM lookalike_internal.cluster_member m WHERE m.image_id = ANY (images)) c
        JOIN lookalike_internal.cluster_member m ON m.cluster_id = c.cluster_id
        JOIN lookalike_internal.restricted_image r ON r.image_id = m.image_id
        UNION
        SELECT r.restriction_id, p.whole_image_id
        FROM lookalike_internal.part_match p JOIN lookalike_internal.restricted_image r ON r.image_id = p.part_image_id
        WHERE p.whole_image_id = ANY (images)
    ) c
    GROUP BY c.restriction_id;
END
$$;
COMMENT ON FUNCTION lookalike_internal.cover_restricted(bigint[]) IS
    'Records what restrictions come to cover because these images came or changed. Triggers call it.';
