SELECT p.part_image_id, p.page, p.x, p.y, p.width, p.height
FROM lookalike.part_of p
WHERE p.part_image_id = ANY (%(images)s) AND p.whole_image_id = ANY (%(images)s)
