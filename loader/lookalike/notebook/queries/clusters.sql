SELECT cluster_id, images, collections, duplicates, duplicate_bytes, releasable_images,
       has_rights_conflict, master_collection, master_path
FROM lookalike.cluster_fact
ORDER BY duplicate_bytes DESC, cluster_id
LIMIT %(n)s
