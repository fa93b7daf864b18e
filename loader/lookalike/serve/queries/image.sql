SELECT i.image_id, i.collection, i.path, i.full_path, i.byte_size, i.modified_at, i.sha256, i.pixel_digest, i.format,
       i.width, i.height, i.mode, i.frame_count, i.is_lossless, i.captured_at, i.camera, i.software, i.creator,
       i.copyright_notice, i.credit_line, i.usage_terms, i.rights_url, i.missing_since, i.not_compared, f.class,
       f.disposition, f.reason, f.cluster_id, f.cluster_size, f.is_master, f.master_image_id, f.master_path, f.year,
       f.year_source, f.refreshed_at
FROM lookalike_detail.image i LEFT JOIN lookalike.image_fact f ON f.image_id = i.image_id
WHERE i.image_id = %(image_id)s
