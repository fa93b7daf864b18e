SELECT cluster_id, images, collections, bytes, redundant_images, redundant_bytes,
       master_collection, master_path
FROM lookalike.duplicate_cluster
ORDER BY redundant_bytes DESC, images DESC, cluster_id
LIMIT %(n)s
