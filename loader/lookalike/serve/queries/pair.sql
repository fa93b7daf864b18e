-- What is known of a pair; the lower number is asked first, by which the pair is found at once.
SELECT p.explanation, p.evidence, p.relation, p.accepted, p.proof, p.found_by, p.correlation, p.agreement, p.overlap,
       p.inliers, p.phash_distance, p.phash_256_distance, p.embedding_similarity, p.changed, p.scale, p.angle, p.cluster_id, p.decision
FROM lookalike_detail.duplicate_pair p
WHERE p.lower_image_id = %(a)s AND p.higher_image_id = %(b)s
