SELECT c.root, count(i.image_id) AS images, coalesce(sum(i.byte_size), 0)::bigint AS bytes
FROM lookalike_internal.collection c
LEFT JOIN lookalike_internal.image i ON i.collection_id = c.collection_id
WHERE c.name = %(collection)s GROUP BY c.collection_id
