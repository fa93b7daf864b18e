-- Active holds, the next review first.
SELECT h.hold_id, h.matter, h.reason, h.subject, coalesce(h.path, h.external_id, h.collection) AS name, h.scope, h.placed_by,
       h.placed_at, h.review_on, h.custodian,
       (SELECT count(*) FROM lookalike.held_image i WHERE i.hold_id = h.hold_id) AS images
FROM lookalike_detail.legal_hold h
WHERE h.ended_at IS NULL
ORDER BY h.review_on NULLS LAST, h.hold_id
LIMIT %(holds)s
