-- In how many ways all members of a cluster fill each field, shown or not.
SELECT d.cluster_id,
       f.field,
       count(DISTINCT f.value) AS stated,
       count(*) - count(f.value) AS silent
FROM lookalike_detail.duplicate_image d
CROSS JOIN LATERAL (
    VALUES ('format', d.format || CASE WHEN d.is_lossless THEN ', lossless' ELSE ', lossy' END),
           ('dimensions', format('%%s × %%s', d.width, d.height)),
           ('byte_size', d.byte_size::text),
           ('captured_at', d.captured_at::text),
           ('camera', d.camera),
           ('software', d.software),
           ('creator', d.creator),
           ('copyright_notice', d.copyright_notice),
           ('credit_line', d.credit_line),
           ('usage_terms', d.usage_terms),
           ('rights_url', d.rights_url)
) AS f (field, value)
WHERE d.cluster_id = ANY (%(cluster_ids)s::bigint[])
GROUP BY d.cluster_id, f.field
HAVING count(DISTINCT f.value) + (count(*) > count(f.value))::integer > 1
