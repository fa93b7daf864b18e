-- From the first path of the folder to the last: an index has them in this order.
SELECT i.image_id FROM lookalike_detail.image i
WHERE i.collection = %(collection)s
  AND i.path >= %(folder)s || '/' COLLATE "C" AND i.path < %(folder)s || '0' COLLATE "C"
LIMIT %(limit)s
