-- Archival masters that no catalogue entry names.
SELECT site, collection, path, image_id, format, byte_size, cluster_id, cluster_size
FROM image_fact
WHERE is_master AND NOT is_missing AND entries = 0;
