-- No pinned search_path and a single statement, so that the planner can inline the function.
CREATE OR REPLACE FUNCTION lookalike_internal.rank_members(clusters integer[] DEFAULT NULL)
    RETURNS TABLE (
        cluster_id integer, image_id bigint, collection_id integer, collection text, path text,
        sha256 bytea, pixel_digest bytea, captured_at timestamptz, modified_at timestamptz,
        format text, pixels bigint, bits integer, fields integer, is_derived boolean,
        is_large boolean, is_lossless boolean, images bigint, rank bigint, master_id bigint,
        master_pixel_digest bytea, first_of_file bigint, first_of_pixels bigint,
        is_root boolean, is_known boolean, role text)
    LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
    WITH member AS NOT MATERIALIZED (
        SELECT m.cluster_id, m.image_id FROM lookalike_internal.cluster_member m
        WHERE rank_members.clusters IS NULL OR m.cluster_id = ANY (rank_members.clusters)
    ), derived AS (
        SELECT DISTINCT m.derived_image_id AS image_id
        FROM member k
        JOIN lookalike_internal.match m ON m.derived_image_id = k.image_id
        JOIN lookalike_internal.present_image a ON a.image_id = m.image_id_a
        JOIN lookalike_internal.present_image b ON b.image_id = m.image_id_b
        WHERE m.is_accepted
    ), untraced AS (
        SELECT DISTINCT m.cluster_id
        FROM lookalike_internal.untraced u
        JOIN lookalike_internal.cluster_member m ON m.image_id = u.image_id
        WHERE rank_members.clusters IS NULL OR m.cluster_id = ANY (rank_members.clusters)
    ), evidence AS (
        SELECT m.cluster_id, i.image_id, i.collection_id, c.name AS collection, i.path, i.sha256,
               i.pixel_digest, i.captured_at, i.modified_at, i.format,
               i.width::bigint * i.height AS pixels,
               lookalike_internal.count_bits(i) AS bits,
               lookalike_internal.count_metadata(i) AS fields,
               -- Images with the same pixels have the same origin.
               bool_or(d.image_id IS NOT NULL) OVER (PARTITION BY m.cluster_id, i.pixel_digest) AS is_derived,
               -- A lossless thumbnail is not the master of a large photograph.
               2 * i.width::bigint * i.height
                   >= max(i.width::bigint * i.height) OVER (PARTITION BY m.cluster_id) AS is_large,
               -- An image with a palette of 256 colours does not count as lossless here, and an image
               -- with the pixels of a lossy file was saved from that file.
               i.is_lossless AND i.mode NOT IN ('1', 'P', 'PA')
                   AND bool_and(i.is_lossless) OVER (PARTITION BY m.cluster_id, i.pixel_digest) AS is_lossless,
               count(*) OVER (PARTITION BY m.cluster_id) AS images,
               lookalike_internal.is_discarded(c.root || '/' || i.path) AS is_discarded,
               -- A lossless file with the pixels of a lossy file was saved from it.
               i.is_lossless AND NOT bool_and(i.is_lossless) OVER (PARTITION BY m.cluster_id, i.pixel_digest)
                   AS is_saved_again,
               coalesce(bool_or(l.is_root) OVER (PARTITION BY m.cluster_id, i.pixel_digest), false) AS is_root,
               -- The original is known if the lineage is certain. If all have the same pixels, any of them will do.
               u.cluster_id IS NULL
                   AND coalesce(bool_and(l.is_certain IS TRUE) OVER (PARTITION BY m.cluster_id)
                                AND bool_or(l.is_root) OVER (PARTITION BY m.cluster_id), false)
                   AS is_known,
               count(*) OVER (PARTITION BY m.cluster_id, i.pixel_digest)
                   = count(*) OVER (PARTITION BY m.cluster_id) AS is_same,
               coalesce(o.declared, o.catalogued, o.embedded) AS role
        FROM member m
        JOIN lookalike_internal.image i ON i.image_id = m.image_id AND i.missing_since IS NULL
        JOIN lookalike_internal.collection c ON c.collection_id = i.collection_id
        LEFT JOIN derived d ON d.image_id = i.image_id
        LEFT JOIN lookalike_internal.lineage l ON l.image_id = i.image_id
        LEFT JOIN untraced u ON u.cluster_id = m.cluster_id
        CROSS JOIN LATERAL lookalike_internal.find_role(i) o
    ), placed AS (
        SELECT e.*,
               row_number() OVER (PARTITION BY e.cluster_id
                   -- What lies in a bin or a snapshot is never master of a live file. A declared role counts for more
                   -- than what the files show.
                   ORDER BY e.is_discarded, lookalike_internal.role_place(e.role), e.is_root DESC, e.is_derived, e.is_large DESC, e.is_lossless DESC, e.pixels DESC,
                            e.bits DESC, e.is_saved_again, e.captured_at NULLS LAST, e.fields DESC, e.modified_at,
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
           first_value(p.image_id) OVER (PARTITION BY p.cluster_id, p.pixel_digest ORDER BY p.rank),
           p.is_root,
           -- If the root lies in a bin only, the best live image is not the original.
           p.is_same OR p.is_known AND first_value(p.is_root) OVER (PARTITION BY p.cluster_id ORDER BY p.rank)
               -- Somebody declared it.
               OR coalesce(first_value(p.role) OVER (PARTITION BY p.cluster_id ORDER BY p.rank) = 'preservation master', false),
           p.role
    FROM placed p;
END;
COMMENT ON FUNCTION lookalike_internal.rank_members(integer[]) IS
    'The images of these clusters, or of all clusters. Rank 1 of a cluster is proposed as its archival master, if its original is known. With the evidence for the rank, and the image of which each is an identical copy.';
