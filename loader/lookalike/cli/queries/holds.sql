SELECT h.hold_id, m.name AS matter, h.reason, h.placed_by, h.placed_at::date AS since, h.image_id,
       coalesce(g.name || ':' || f.path, 'image ' || h.image_id || ', which is forgotten') AS image,
       e.external_id AS entry, c.name AS collection,
       coalesce(h.released_at, m.closed_at)::date AS until,
       coalesce(h.asked_by, m.asked_by) AS asked_by, coalesce(h.asked_reason, m.asked_reason) AS asked_reason,
       coalesce(h.asked_at, m.asked_at)::date AS asked_on, h.asked_by IS NULL AS is_matter,
       h.scope, h.custodian, h.query, h.image_count, h.review_on, h.review_on <= current_date AS is_due,
       (SELECT count(*) FROM lookalike.held_image i WHERE i.hold_id = h.hold_id) AS images,
       ARRAY(SELECT p.collection || ':' || p.path
             FROM (SELECT o.name AS collection, v.path
                   FROM lookalike.held_image i
                   JOIN lookalike_internal.image v ON v.image_id = i.image_id
                   JOIN lookalike_internal.collection o ON o.collection_id = v.collection_id
                   WHERE i.hold_id = h.hold_id
                   -- The image that the hold names is in its first line.
                   ORDER BY v.image_id = h.image_id DESC, o.name, v.path
                   LIMIT 6) p) AS first_paths
FROM lookalike_internal.legal_hold h JOIN lookalike_internal.legal_matter m USING (matter_id)
LEFT JOIN lookalike_internal.image f ON f.image_id = h.image_id
LEFT JOIN lookalike_internal.collection g ON g.collection_id = f.collection_id
LEFT JOIN lookalike_internal.catalogue_entry e USING (entry_id)
LEFT JOIN lookalike_internal.collection c ON c.collection_id = h.collection_id
WHERE (%(hold)s::bigint IS NULL OR h.hold_id = %(hold)s)
  AND (%(every)s OR (h.released_at IS NULL AND m.closed_at IS NULL)) ORDER BY h.hold_id
