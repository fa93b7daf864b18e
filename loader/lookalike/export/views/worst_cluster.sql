-- The 100 clusters whose duplicates take the most bytes.
SELECT
    cluster_id, images, collections, duplicates, duplicate_bytes,
    releasable_images, releasable_bytes, master_collection, master_path,
    is_original_known, has_rights_conflict
FROM cluster_fact
ORDER BY duplicate_bytes DESC, cluster_id
LIMIT 100;
