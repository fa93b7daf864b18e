SELECT image_id_a, image_id_b, cluster_id FROM lookalike.take_case(%(by)s, %(kind)s, %(collection)s)
