SELECT i.image_id, i.collection, i.path, c.root, i.width, i.height, i.byte_size,
       r.class AS image_class, i.missing_since IS NOT NULL AS is_missing
FROM unnest(%(image_ids)s::bigint[]) WITH ORDINALITY AS w (image_id, place)
JOIN lookalike.image i ON i.image_id = w.image_id
JOIN lookalike.collection c ON c.name = i.collection
LEFT JOIN lookalike_internal.retention_class r ON r.image_id = i.image_id
ORDER BY w.place
