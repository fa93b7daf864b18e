SELECT f.image_id, f.collection, f.path, c.root, f.width, f.height, f.byte_size,
       f.class AS image_class, f.is_missing, t.data_uri AS thumbnail
FROM unnest(%(image_ids)s::bigint[]) WITH ORDINALITY AS w (image_id, place)
JOIN lookalike.image_fact f ON f.image_id = w.image_id
JOIN lookalike.collection c ON c.name = f.collection
LEFT JOIN lookalike.thumbnail t ON t.image_id = f.image_id
ORDER BY w.place
