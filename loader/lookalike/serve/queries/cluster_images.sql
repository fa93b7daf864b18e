SELECT f.image_id FROM lookalike.image_fact f WHERE f.cluster_id = %(cluster_id)s
