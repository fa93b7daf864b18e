-- The first uses of each kind; a picture may have thousands of copies.
SELECT u.what, u.relation, u.image_id, u.collection, u.path, u.catalogue, u.external_id, u.state, u.explanation, u.uses
FROM (SELECT f.*, count(*) OVER (PARTITION BY f.what) AS uses, row_number() OVER (PARTITION BY f.what) AS nth
      FROM lookalike.find_uses(of_image_id => %(image_id)s) f
      WHERE NOT (f.what = 'file' AND f.image_id = %(image_id)s)) u
WHERE u.nth <= %(limit)s
