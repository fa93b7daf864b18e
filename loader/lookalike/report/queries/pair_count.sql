SELECT count(*) AS pairs FROM lookalike.review_queue WHERE kind = 'possible pair'
