SELECT hold_id AS hold, matter, reason, subject, placed_by AS "placed by", placed_at::date AS "placed on",
       release_asked_by AS "release asked by"
FROM lookalike_detail.legal_hold WHERE ended_at IS NULL ORDER BY hold_id
