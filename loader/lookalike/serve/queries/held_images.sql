SELECT i.image_id, i.collection, i.path, i.missing_since, count(*) OVER () AS images
FROM lookalike.held_image h JOIN lookalike_detail.image i ON i.image_id = h.image_id
WHERE h.hold_id = %(hold_id)s
ORDER BY i.image_id LIMIT %(limit)s OFFSET %(skip)s
