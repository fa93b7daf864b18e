SELECT i.image_id, i.collection, i.path, i.width, i.height, i.missing_since
FROM lookalike_detail.image i WHERE i.image_id = ANY (%(images)s)
