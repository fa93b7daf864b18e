SELECT s.image_id, s.collection, s.path, s.missing_since, s.captured_at, s.entry_id, s.catalogue, s.external_id, s.title,
       s.date, s.images
FROM lookalike.search_archive(%(words)s, %(by)s, %(limit)s, %(skip)s) s
