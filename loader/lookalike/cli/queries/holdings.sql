SELECT images, bytes, clusters, (SELECT count(*) FROM lookalike_internal.collection) AS collections
FROM lookalike.duplication_summary WHERE dimension = 'archive'
