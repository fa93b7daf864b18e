SELECT f.image_id, f.place, f.folder, f.path, f.sha256, f.byte_size, f.modified_at
FROM pg_temp.fixity_draw d
JOIN lookalike_internal.fixity_file f ON f.image_id = d.image_id AND f.place = d.place
WHERE d.position BETWEEN %(first)s AND %(last)s
ORDER BY d.position
