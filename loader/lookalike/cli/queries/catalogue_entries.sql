-- The entries with this id, or CATALOGUE:ID.
SELECT e.entry_id, c.name AS catalogue FROM lookalike_internal.catalogue_entry e
JOIN lookalike_internal.catalogue c USING (catalogue_id)
WHERE e.external_id = %(entry)s OR c.name || ':' || e.external_id = %(entry)s ORDER BY c.name LIMIT 2
