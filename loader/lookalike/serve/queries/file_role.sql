SELECT i.collection, i.path, CASE r.declared_in WHEN 'person' THEN r.role END AS declared
FROM lookalike_detail.image i LEFT JOIN lookalike_detail.image_role r ON r.image_id = i.image_id
WHERE i.image_id = %(image)s
