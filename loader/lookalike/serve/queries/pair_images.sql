SELECT i.image_id, i.path, i.collection, i.format, i.width, i.height, i.byte_size, i.captured_at::text AS captured_at, i.camera,
       i.software, i.creator, i.copyright_notice, i.credit_line, i.usage_terms, i.rights_url, i.modified_at::date::text AS modified_at,
       i.missing_since, f.cluster_id, f.class, f.disposition, f.is_master, coalesce(f.is_held, false) AS is_held,
       coalesce(f.is_published, false) AS is_published, coalesce(f.is_guarded, false) AS is_guarded, f.reason
FROM lookalike_detail.image i LEFT JOIN lookalike.image_fact f ON f.image_id = i.image_id
WHERE i.image_id = ANY (%(images)s::bigint[])
ORDER BY i.collection, i.path
