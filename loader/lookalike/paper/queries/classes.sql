SELECT k.class, k.disposition, count(*) AS images, sum(i.byte_size)::bigint AS bytes
FROM lookalike_internal.retention_class k JOIN lookalike_internal.present_image i ON i.image_id = k.image_id
GROUP BY k.class, k.disposition ORDER BY k.class, k.disposition
