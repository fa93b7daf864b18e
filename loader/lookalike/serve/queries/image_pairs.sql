SELECT p.image_id_a, p.image_id_b, p.image_id, p.collection, p.path, p.is_accepted, i.missing_since
FROM ((SELECT a.image_id_a, a.image_id_b, a.image_id_b AS image_id, a.collection_b AS collection, a.path_b AS path,
              a.is_accepted
       FROM lookalike.pair_fact a WHERE a.image_id_a = %(image_id)s LIMIT %(limit)s)
      UNION ALL
      (SELECT b.image_id_a, b.image_id_b, b.image_id_a, b.collection_a, b.path_a, b.is_accepted
       FROM lookalike.pair_fact b WHERE b.image_id_b = %(image_id)s LIMIT %(limit)s)) p
LEFT JOIN lookalike_detail.image i ON i.image_id = p.image_id
ORDER BY p.is_accepted, p.collection, p.path LIMIT %(limit)s
