SELECT r.entry_id, r.catalogue, r.external_id, r.title, r.creator, r.date, r.description, r.rights_statement, r.licence,
       r.rights_holder, r.credit_line, r.link_evidence, r.missing_since
FROM lookalike.catalogue_record r WHERE r.image_id = %(image_id)s
ORDER BY r.catalogue, r.external_id LIMIT %(limit)s
