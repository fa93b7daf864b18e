-- Which collections hold the most copies?
SELECT value AS collection, images, identical_copies,
       derivatives, duplication_rate
FROM lookalike.duplication_summary
WHERE dimension = 'collection'
ORDER BY duplication_rate DESC;

-- Which clusters waste the most space?
SELECT cluster_id, images, collections,
       redundant_bytes, master_path
FROM lookalike_detail.duplicate_cluster
ORDER BY redundant_bytes DESC
LIMIT 20;

-- Which files are byte-for-byte copies, and of which file?
SELECT collection, path, derived_from_path, byte_size
FROM lookalike_detail.retention_classification
WHERE class = 'identical copy'
ORDER BY byte_size DESC;

-- Where do copies of one picture state different rights?
SELECT cluster_id,
       count(DISTINCT copyright_notice) AS notices,
       count(DISTINCT usage_terms) AS terms,
       count(DISTINCT rights_url) AS statements
FROM lookalike_detail.duplicate_image
GROUP BY cluster_id
HAVING count(DISTINCT copyright_notice) > 1
    OR count(DISTINCT usage_terms) > 1
    OR count(DISTINCT rights_url) > 1;

-- Which pairs resemble each other, but not enough to be called copies?
SELECT path_a, path_b, evidence
FROM lookalike_detail.duplicate_pair
WHERE NOT accepted
ORDER BY phash_256_distance;

-- Which files could not be audited?
SELECT problem, collection, path, message
FROM lookalike.scan_problem
WHERE NOT is_scanned
  AND problem NOT IN ('not_an_image', 'excluded')
ORDER BY problem, path;
