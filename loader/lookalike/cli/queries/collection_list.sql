SELECT c.name, c.root, c.holds, c.jurisdiction, count(i.image_id) AS images
FROM lookalike_internal.collection c
LEFT JOIN lookalike_internal.present_image i ON i.collection_id = c.collection_id
GROUP BY c.collection_id ORDER BY c.name
