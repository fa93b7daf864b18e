-- Pictures with conflicts, as people see them one by one.
SELECT count(*) AS cases FROM lookalike.review_queue WHERE kind IN ('rights conflict', 'metadata conflict')
