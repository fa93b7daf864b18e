SELECT s.collection, s.interval_days, s.last_review, s.last_reviewed_by, s.last_remark, s.due, s.is_overdue, s.images,
       s.new_images, s.changed_images, s.bytes_to_review
FROM lookalike.review_schedule s ORDER BY s.due, s.collection LIMIT 1000
