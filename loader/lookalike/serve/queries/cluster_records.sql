SELECT r.record, min(r.entry_id) AS entry_id, count(DISTINCT r.image_id) AS images
FROM lookalike_detail.record_context r WHERE r.cluster_id = %(cluster)s
GROUP BY r.record ORDER BY r.record LIMIT 50
