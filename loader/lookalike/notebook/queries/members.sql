SELECT image_id FROM lookalike.image_fact WHERE cluster_id = %(cluster_id)s AND NOT is_missing
ORDER BY is_master DESC, byte_size DESC, image_id
