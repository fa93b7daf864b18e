SELECT h.matter, h.reason, count(DISTINCT h.image_id) AS images
FROM lookalike.held_image h
WHERE h.image_id IN (SELECT f.image_id FROM lookalike.image_fact f WHERE f.cluster_id = %(cluster)s AND f.is_held)
GROUP BY h.matter, h.reason ORDER BY h.matter LIMIT 20
