-- How many images lie on composites or are pages of files, and on how many of these.
SELECT count(DISTINCT part_image_id) AS parts, count(DISTINCT whole_image_id) AS wholes
FROM lookalike.part_of
