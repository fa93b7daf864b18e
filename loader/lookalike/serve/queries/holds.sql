SELECT h.hold_id, h.matter, h.reason, h.subject, h.image_id, h.path, h.external_id, h.collection, h.image_count, h.scope,
       h.placed_by, h.placed_at, h.ended_at, h.release_asked_by, h.custodian, h.review_on,
       h.review_on <= current_date AS is_due
FROM lookalike_detail.legal_hold h
WHERE %(every)s OR h.ended_at IS NULL
ORDER BY h.hold_id DESC LIMIT %(limit)s OFFSET %(skip)s
