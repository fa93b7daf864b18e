SELECT h.hold_id, m.name AS matter, h.reason, h.placed_by, h.placed_at::date AS since, h.image_id,
       e.external_id AS entry, c.name AS collection,
       coalesce(h.released_at, m.closed_at)::date AS until,
       coalesce(h.asked_by, m.asked_by) AS asked_by, coalesce(h.asked_reason, m.asked_reason) AS asked_reason,
       coalesce(h.asked_at, m.asked_at)::date AS asked_on, h.asked_by IS NULL AS is_matter,
       h.scope, h.custodian, h.query, h.image_count, h.review_on, h.review_on <= current_date AS is_due,
       (SELECT count(*) FROM lookalike.held_image i WHERE i.hold_id = h.hold_id) AS images
FROM lookalike_internal.legal_hold h JOIN lookalike_internal.legal_matter m USING (matter_id)
LEFT JOIN lookalike_internal.catalogue_entry e USING (entry_id)
LEFT JOIN lookalike_internal.collection c USING (collection_id)
WHERE %(every)s OR (h.released_at IS NULL AND m.closed_at IS NULL) ORDER BY h.hold_id
