SELECT collection, due, is_overdue, last_review::date AS last_review, last_reviewed_by, new_images,
       changed_images, bytes_to_review, interval_days
FROM lookalike.review_schedule ORDER BY due, collection
