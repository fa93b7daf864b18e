-- What may be published, of a cluster or of an image without copies: one image for each picture of an entry.
SELECT DISTINCT ON (r.entry_id, i.pixel_digest)
       r.entry_id, r.image_id, r.path, r.catalogue, r.external_id, r.title, r.published
FROM lookalike_detail.rendition_to_confirm r
JOIN lookalike_detail.image i ON i.image_id = r.image_id
WHERE r.cluster_id = %(cluster)s OR r.image_id = %(image)s
ORDER BY r.entry_id, i.pixel_digest, r.image_id LIMIT 20
