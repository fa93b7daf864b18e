SELECT c.cluster_id, c.images, c.collections, c.bytes, c.master_image_id, c.master_path, c.is_original_known,
       c.has_rights_conflict, c.has_metadata_conflict
FROM lookalike.cluster_fact c WHERE c.cluster_id = %(cluster)s
