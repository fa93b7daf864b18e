-- Pictures in several places. To count collections, sites and jurisdictions of a million images at each question would take
-- seconds, so they are kept.
CREATE OR REPLACE VIEW lookalike_internal.place AS
SELECT r.collection_id AS place_id, r.collection, r.site, r.sector, r.jurisdiction, NULL::uuid AS archive_id
FROM lookalike_internal.collection_rate r
UNION ALL
SELECT -f.foreign_collection_id, f.collection, f.site, f.sector, f.jurisdiction, f.archive_id
FROM lookalike_internal.foreign_collection f;
COMMENT ON VIEW lookalike_internal.place IS 'Collections of this archive and foreign ones, with their sites and jurisdictions.';
COMMENT ON COLUMN lookalike_internal.place.place_id IS 'Number of the collection, or that of the foreign collection with a minus before it.';
COMMENT ON COLUMN lookalike_internal.place.collection IS 'Name of the collection.';
COMMENT ON COLUMN lookalike_internal.place.site IS 'Its site; null where nobody declared it.';
COMMENT ON COLUMN lookalike_internal.place.sector IS 'Sector of the site.';
COMMENT ON COLUMN lookalike_internal.place.jurisdiction IS 'Its jurisdiction; null where nobody declared it.';
COMMENT ON COLUMN lookalike_internal.place.archive_id IS 'The archive of a foreign collection; null for a collection of this archive.';

CREATE OR REPLACE FUNCTION lookalike_internal.list_shared_pictures(of_images bigint[], of_clusters integer[])
    RETURNS SETOF lookalike_internal.shared_picture
    LANGUAGE sql STABLE PARALLEL SAFE ROWS 10000
BEGIN ATOMIC
    WITH link AS MATERIALIZED (
        SELECT coalesce(f.cluster_id, -f.image_id)::bigint AS picture_id, m.foreign_collection_id, m.foreign_number,
               min(array_position('{same file,same pixels,same hash,near hash}'::text[], m.found_by)) AS rank
        FROM lookalike_internal.foreign_match m
        JOIN lookalike_internal.image_fact f ON f.image_id = m.image_id AND NOT f.is_missing
        WHERE of_images IS NULL OR f.image_id = ANY (of_images) OR f.cluster_id = ANY (of_clusters)
        GROUP BY 1, 2, 3
    ), here AS MATERIALIZED (
        SELECT f.cluster_id::bigint AS picture_id, f.cluster_id, f.collection_id AS place_id, min(f.image_id) AS image_id,
               count(*) AS images, sum(f.byte_size)::bigint AS bytes
        FROM lookalike_internal.image_fact f
        WHERE f.cluster_id IS NOT NULL AND NOT f.is_missing AND (of_images IS NULL OR f.cluster_id = ANY (of_clusters))
        GROUP BY f.cluster_id, f.collection_id
        UNION ALL
        SELECT -f.image_id, NULL, f.collection_id, f.image_id, 1, f.byte_size
        FROM lookalike_internal.image_fact f
        WHERE f.cluster_id IS NULL AND NOT f.is_missing AND -f.image_id IN (SELECT l.picture_id FROM link l)
    ), lies AS MATERIALIZED (
        SELECT h.picture_id, h.place_id, h.cluster_id, h.image_id, h.images, h.bytes, NULL::integer AS rank
        FROM here h
        UNION ALL
        SELECT l.picture_id, -l.foreign_collection_id, p.cluster_id, p.image_id, count(*), sum(f.byte_size)::bigint, min(l.rank)
        FROM link l
        JOIN lookalike_internal.foreign_fingerprint f USING (foreign_collection_id, foreign_number)
        JOIN (SELECT h.picture_id, min(h.cluster_id) AS cluster_id, min(h.image_id) AS image_id FROM here h GROUP BY h.picture_id) p
          ON p.picture_id = l.picture_id
        GROUP BY l.picture_id, l.foreign_collection_id, p.cluster_id, p.image_id
    ), counted AS (
        SELECT l.picture_id, count(*) AS collections, count(DISTINCT p.site) AS sites, count(DISTINCT p.jurisdiction) AS jurisdictions
        FROM lies l JOIN lookalike_internal.place p ON p.place_id = l.place_id
        GROUP BY l.picture_id HAVING count(*) > 1
    )
    SELECT l.picture_id, l.place_id, l.cluster_id, l.image_id, l.images, l.bytes, c.collections::integer, c.sites::integer,
           c.jurisdictions::integer, ('{same file,same pixels,same hash,near hash}'::text[])[l.rank]
    FROM counted c JOIN lies l ON l.picture_id = c.picture_id;
END;
COMMENT ON FUNCTION lookalike_internal.list_shared_pictures(bigint[], integer[]) IS
    'The rows of shared_picture for these clusters and the pictures of these images outside clusters, or for all.';
