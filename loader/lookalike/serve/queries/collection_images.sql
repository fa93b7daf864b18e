-- The images of a collection by their paths; an index has them in this order.
SELECT s.image_id, s.collection, s.path, s.missing_since
FROM lookalike.search_archive(%(collection)s || ':', 'path', %(limit)s, %(skip)s) s
