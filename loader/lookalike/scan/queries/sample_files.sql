-- The first and the last files of a collection by path; both are found by the key.
WITH c AS (SELECT collection_id FROM lookalike_internal.collection WHERE name = %(collection)s)
(SELECT i.path, i.byte_size FROM lookalike_internal.present_image i JOIN c USING (collection_id)
 ORDER BY i.path LIMIT %(count)s)
UNION
(SELECT i.path, i.byte_size FROM lookalike_internal.present_image i JOIN c USING (collection_id)
 ORDER BY i.path DESC LIMIT %(count)s)
