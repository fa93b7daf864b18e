SELECT *
FROM lookalike_detail.duplicate_pair
ORDER BY path_a COLLATE "C", path_b COLLATE "C", collection_a COLLATE "C", collection_b COLLATE "C",
         image_id_a, image_id_b
