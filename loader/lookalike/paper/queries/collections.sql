SELECT c.name AS collection, c.holds, r.jurisdiction, count(i.image_id) AS images, coalesce(sum(i.byte_size), 0)::bigint AS bytes
FROM lookalike_internal.collection c
JOIN lookalike_internal.collection_rate r ON r.collection_id = c.collection_id
LEFT JOIN lookalike_internal.present_image i ON i.collection_id = c.collection_id
GROUP BY c.collection_id, r.jurisdiction ORDER BY c.name COLLATE "C"
