-- A few members of each cluster: the master, then one of each different file, then more of the
-- same, so that a crowd of equal files does not hide what differs.
WITH member AS (
    SELECT d.*,
           row_number() OVER (
               PARTITION BY d.cluster_id, d.sha256
               ORDER BY d.is_master DESC NULLS LAST, d.collection COLLATE "C", d.path COLLATE "C",
                        d.image_id
           ) AS nth_of_file
    FROM lookalike_detail.duplicate_image d
    WHERE d.cluster_id = ANY (%(cluster_ids)s::bigint[])
),
ranked AS (
    SELECT m.*,
           row_number() OVER (
               PARTITION BY m.cluster_id
               ORDER BY m.is_master DESC NULLS LAST, m.nth_of_file > 1,
                        m.width::bigint * m.height DESC, m.byte_size DESC,
                        m.collection COLLATE "C", m.path COLLATE "C", m.image_id
           ) AS place
    FROM member m
)
SELECT r.cluster_id, r.image_id, r.path, r.collection, c.root, r.class, r.reason, r.is_master,
       r.format, r.width, r.height, r.byte_size, r.is_lossless, r.captured_at, r.camera, r.software,
       r.creator, r.copyright_notice, r.credit_line, r.usage_terms, r.rights_url, r.sha256
FROM ranked r
JOIN lookalike_internal.collection c ON c.name = r.collection
WHERE r.place <= %(members)s
ORDER BY r.cluster_id, r.place
