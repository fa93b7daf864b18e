-- All collections, for a folder that is not yet a collection itself.
SELECT name, root FROM lookalike_internal.collection
WHERE NOT EXISTS (SELECT FROM lookalike_internal.collection WHERE root = %(root)s)
ORDER BY collection_id
