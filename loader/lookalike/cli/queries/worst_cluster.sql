SELECT * FROM lookalike_detail.duplicate_cluster
ORDER BY redundant_bytes DESC, cluster_id LIMIT 1
