SELECT path, cluster_id
FROM lookalike_detail.duplicate_image
