SELECT class, count(*) AS images, sum(byte_size)::bigint AS bytes,
       string_agg(DISTINCT policy, '; ') AS policy
FROM lookalike_detail.retention_classification
GROUP BY class
