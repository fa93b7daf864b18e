SELECT count(*) AS images, count(DISTINCT cluster_id) AS clusters
FROM lookalike_detail.duplicate_image WHERE class = 'original undetermined'
