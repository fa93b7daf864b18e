SELECT DISTINCT s.entry_id, s.catalogue
FROM lookalike.search_archive(%(entry)s, 'entry', 1000) s
WHERE %(entry)s IN (s.external_id, s.catalogue || ':' || s.external_id)
