SELECT image_id_a, image_id_b, cluster_id FROM lookalike_detail.review_lease
WHERE person = btrim(%(by)s) ORDER BY taken_at, image_id_a, image_id_b, cluster_id LIMIT 500
