SELECT r.restriction_id AS number, r.kind, r.basis, r.state, r.until, r.path, r.collection, r.external_id AS entry,
       r.images, r.reason, r.placed_by, r.placed_at::date AS since, r.image_id
FROM lookalike_detail.access_restriction r
WHERE %(every)s OR r.state = 'in force' ORDER BY r.restriction_id
