-- Who is the archival master of each cluster: the first by the evidence. What the pixels show to be
-- made of another member comes after all that are not.
CREATE OR REPLACE FUNCTION lookalike.rank_members()
    RETURNS TABLE (
        cluster_id integer, image_id bigint, collection_id integer, collection text, path text,
        sha256 bytea, pixel_digest bytea, captured_at timestamptz, modified_at timestamptz,
        format text, pixels bigint, bits integer, fields integer, is_derived boolean,
        is_large boolean, is_lossless boolean, images bigint, rank bigint, master_id bigint,
        master_pixel_digest bytea, first_of_file bigint, first_of_pixels bigint)
    LANGUAGE sql STABLE
    SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    WITH derived AS (
        SELECT DISTINCT m.derived_image_id AS image_id
        FROM lookalike.match m
        JOIN lookalike.image a ON a.image_id = m.image_id_a AND a.missing_since IS NULL
        JOIN lookalike.image b ON b.image_id = m.image_id_b AND b.missing_since IS NULL
        WHERE m.accepted AND m.derived_image_id IS NOT NULL
    ), evidence AS (
        SELECT m.cluster_id, i.image_id, i.collection_id, c.name AS collection, i.path, i.sha256,
               i.pixel_digest, i.captured_at, i.modified_at, i.format,
               i.width::bigint * i.height AS pixels,
               lookalike.count_bits(i) AS bits,
               lookalike.count_metadata(i) AS fields,
               -- The same pixels, the same origin.
               bool_or(d.image_id IS NOT NULL) OVER (PARTITION BY m.cluster_id, i.pixel_digest) AS is_derived,
               -- A lossless thumbnail is no master of a large photograph.
               2 * i.width::bigint * i.height
                   >= max(i.width::bigint * i.height) OVER (PARTITION BY m.cluster_id) AS is_large,
               -- Nor is a palette of 256 colours, nor what was saved from a lossy file with the
               -- same pixels.
               i.lossless AND i.mode NOT IN ('1', 'P', 'PA')
                   AND bool_and(i.lossless) OVER (PARTITION BY m.cluster_id, i.pixel_digest) AS is_lossless,
               count(*) OVER (PARTITION BY m.cluster_id) AS images
        FROM lookalike.cluster_member m
        JOIN lookalike.image i ON i.image_id = m.image_id AND i.missing_since IS NULL
        JOIN lookalike.collection c ON c.collection_id = i.collection_id
        LEFT JOIN derived d ON d.image_id = i.image_id
    ), placed AS (
        SELECT e.*,
               row_number() OVER (PARTITION BY e.cluster_id
                   ORDER BY e.is_derived, e.is_large DESC, e.is_lossless DESC, e.pixels DESC, e.bits DESC,
                            e.captured_at NULLS LAST, e.fields DESC, e.modified_at,
                            e.collection_id, e.path) AS rank
        FROM evidence e
        WHERE e.images > 1
    )
    SELECT p.cluster_id, p.image_id, p.collection_id, p.collection, p.path, p.sha256, p.pixel_digest,
           p.captured_at, p.modified_at, p.format, p.pixels, p.bits, p.fields, p.is_derived,
           p.is_large, p.is_lossless, p.images, p.rank,
           first_value(p.image_id) OVER (PARTITION BY p.cluster_id ORDER BY p.rank),
           first_value(p.pixel_digest) OVER (PARTITION BY p.cluster_id ORDER BY p.rank),
           first_value(p.image_id) OVER (PARTITION BY p.cluster_id, p.sha256 ORDER BY p.rank),
           first_value(p.image_id) OVER (PARTITION BY p.cluster_id, p.pixel_digest ORDER BY p.rank)
    FROM placed p;
END;
COMMENT ON FUNCTION lookalike.rank_members() IS
    'The images of every cluster in the order in which they may be its archival master, with the evidence for that, and whose identical copies they are.';
