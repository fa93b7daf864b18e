SELECT f.image_id, f.place, f.folder, f.path, f.sha256, f.byte_size, f.modified_at
FROM pg_temp.fixity_draw d
-- OFFSET keeps the lookup of each file apart: by its number, and not in all files.
CROSS JOIN LATERAL (
    SELECT * FROM lookalike_internal.fixity_file f WHERE f.image_id = d.image_id AND f.place = d.place OFFSET 0
) f
WHERE d.position BETWEEN %(first)s AND %(last)s
ORDER BY d.position
