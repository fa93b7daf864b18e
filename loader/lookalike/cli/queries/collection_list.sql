SELECT c.name, c.root, c.holds, r.jurisdiction, r.site, count(i.image_id) AS images
FROM lookalike_internal.collection c
JOIN lookalike_internal.collection_rate r ON r.collection_id = c.collection_id
LEFT JOIN lookalike_internal.present_image i ON i.collection_id = c.collection_id
GROUP BY c.collection_id, r.jurisdiction, r.site ORDER BY c.name
