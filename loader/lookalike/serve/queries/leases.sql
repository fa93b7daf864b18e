SELECT image_id_a, image_id_b, cluster_id, person, ends_at FROM lookalike_detail.review_lease ORDER BY taken_at LIMIT 500
