-- The thumbnails that scans made of these images.
SELECT image_id, data_uri, width, height FROM lookalike.thumbnail WHERE image_id = ANY (%(images)s::bigint[])
