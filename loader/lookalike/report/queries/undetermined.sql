SELECT count(*) AS images, count(DISTINCT cluster_id) AS clusters
FROM lookalike.duplicate_image WHERE class = 'original undetermined'
