SELECT i.image_id, c.root, i.path, i.pixel_digest, i.width, i.height, i.byte_size, i.modified_at, i.frame_count,
       f.x, f.y, f.width AS content_width, f.height AS content_height,
       lookalike.get_setting('base_url') AS base_url
FROM lookalike_detail.image i
JOIN lookalike.collection c ON c.name = i.collection
LEFT JOIN lookalike.fingerprint f ON f.image_id = i.image_id AND f.region = 'content'
WHERE i.image_id = %(image)s
