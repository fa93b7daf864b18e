SELECT t.data_uri, lookalike.get_setting('base_url') AS base_url
FROM lookalike.thumbnail t
WHERE t.image_id = %(image)s
