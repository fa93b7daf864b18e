SELECT image_id, path, collection, found_by, phash_256_distance, similarity
FROM lookalike.find_image(%s, %s, %s, %s, %s, %s)
