-- Images and bytes of each class and disposition.
SELECT class, disposition, count(*) AS images, CAST(sum(byte_size) AS bigint) AS bytes
FROM image_fact
WHERE NOT is_missing
GROUP BY class, disposition;
