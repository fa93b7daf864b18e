SELECT r.image_id, r.catalogue, r.external_id, r.title, r.creator, r.date, r.description, r.rights_statement, r.licence,
       r.rights_holder, r.credit_line
FROM lookalike.catalogue_record r
WHERE r.image_id = ANY (%(images)s::bigint[]) AND r.missing_since IS NULL
ORDER BY r.catalogue, r.external_id LIMIT 40
