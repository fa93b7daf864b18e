SELECT path, cluster_id
FROM lookalike.duplicate_image
