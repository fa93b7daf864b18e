-- Pictures of the archive in the order of their digests, which is as good as any at random and the
-- same each time.
SELECT DISTINCT ON (i.pixel_digest) c.name AS collection, c.root, i.path
FROM lookalike_internal.image i
JOIN lookalike_internal.collection c ON c.collection_id = i.collection_id
WHERE i.missing_since IS NULL AND least(i.width, i.height) >= %(smallest)s
ORDER BY i.pixel_digest, c.name, i.path
LIMIT %(most)s
