SELECT *
FROM lookalike_detail.duplicate_image
ORDER BY cluster_id, is_master DESC NULLS LAST, path COLLATE "C", collection COLLATE "C", image_id
