SELECT image_id FROM lookalike.duplicate_image WHERE cluster_id = %(cluster_id)s
ORDER BY is_master DESC NULLS LAST, byte_size DESC, collection COLLATE "C", path COLLATE "C"
