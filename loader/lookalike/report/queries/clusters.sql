-- The worst first.
SELECT cluster_id, images, collections, files, bytes, redundant_images, redundant_bytes,
       master_path, master_collection, weakest_phash_256_distance
FROM lookalike_detail.duplicate_cluster
ORDER BY redundant_bytes DESC, images DESC, cluster_id
LIMIT %(clusters)s
