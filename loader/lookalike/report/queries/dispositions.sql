SELECT disposition, count(*) AS images, sum(byte_size)::bigint AS bytes
FROM lookalike_detail.retention_classification
GROUP BY disposition
ORDER BY disposition COLLATE "C"
