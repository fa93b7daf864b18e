SELECT count(*) AS images FROM lookalike_detail.image_to_review w WHERE w.cluster_id = %(cluster)s
