SELECT c.root,
       count(i.image_id) FILTER (WHERE i.missing_since IS NULL) AS images
FROM lookalike_internal.collection c
LEFT JOIN lookalike_internal.image i ON i.collection_id = c.collection_id
GROUP BY c.collection_id, c.root
ORDER BY c.root COLLATE "C"
