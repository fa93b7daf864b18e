CREATE OR REPLACE FUNCTION lookalike_internal.find_mates(image_ids bigint[], most integer)
    RETURNS TABLE (image_id bigint, path text, collection text, found_by text, phash_256_distance integer,
                   similarity double precision)
    LANGUAGE sql STABLE
    SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT i.image_id, i.path, c.name, 'cluster', NULL::integer, NULL::double precision
    FROM (SELECT DISTINCT m.cluster_id FROM lookalike_internal.cluster_member m WHERE m.image_id = ANY (image_ids)) k
    JOIN lookalike_internal.cluster_member o ON o.cluster_id = k.cluster_id
    JOIN lookalike_internal.present_image i ON i.image_id = o.image_id
    JOIN lookalike_internal.collection c ON c.collection_id = i.collection_id
    WHERE i.image_id <> ALL (image_ids)
    ORDER BY i.image_id
    LIMIT most;
END;
COMMENT ON FUNCTION lookalike_internal.find_mates(bigint[], integer) IS
    'Other images of the clusters of these images, as rows of find_image: what shows a picture shows it with its whole cluster.';
