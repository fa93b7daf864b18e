SELECT h.hold_id, h.matter, h.reason, h.subject, h.image_id, h.path, h.external_id, h.collection, h.image_count, h.scope,
       h.placed_by, h.placed_at, h.ended_by, h.ended_reason, h.ended_at, h.release_asked_by, h.release_asked_reason,
       h.release_asked_at, h.is_close_asked, h.custodian, h.review_on, h.review_on <= current_date AS is_due, h.query
FROM lookalike_detail.legal_hold h WHERE h.hold_id = %(hold_id)s
