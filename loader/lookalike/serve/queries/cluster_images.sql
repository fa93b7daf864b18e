-- Of the cluster as it is, not as the facts have it.
SELECT m.image_id FROM lookalike_detail.duplicate_image m WHERE m.cluster_id = %(cluster_id)s
LIMIT %(limit)s
