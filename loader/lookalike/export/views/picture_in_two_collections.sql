-- Clusters with images in more than one collection: how many images of each lie in which.
SELECT f.cluster_id, f.site, f.collection, count(*) AS images, CAST(sum(f.byte_size) AS bigint) AS bytes
FROM image_fact f
JOIN cluster_fact c ON c.cluster_id = f.cluster_id
WHERE NOT f.is_missing AND c.collections > 1
GROUP BY f.cluster_id, f.site, f.collection;
