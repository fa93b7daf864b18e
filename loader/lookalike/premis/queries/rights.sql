-- What catalogues say about the rights in the files, one row an entry.
SELECT e.entry_id, c.name AS catalogue, e.external_id, e.rights_statement, e.licence, e.licence_ref, e.rights_holder, e.licensor,
       e.territory, e.jurisdiction, e.valid_from::text AS valid_from, e.valid_until::text AS valid_until,
       e.embargo_until::text AS embargo_until, array_agg(l.image_id ORDER BY l.image_id) AS images
FROM lookalike_internal.catalogue_entry e
JOIN lookalike_internal.catalogue c ON c.catalogue_id = e.catalogue_id
JOIN lookalike_internal.entry_image l ON l.entry_id = e.entry_id
WHERE num_nonnulls(e.rights_statement, e.licence, e.licence_ref, e.rights_holder, e.licensor) > 0
  AND (%(images)s::bigint[] IS NULL OR l.image_id = ANY (%(images)s::bigint[]))
GROUP BY e.entry_id, c.name
ORDER BY e.entry_id
