-- Which of these images have a rights conflict that nobody has settled.
SELECT image_id FROM lookalike.conflicted_among(%(images)s::bigint[])
