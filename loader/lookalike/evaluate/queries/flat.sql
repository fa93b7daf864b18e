-- Originals that are blank or flat, and so matched by identity only.
SELECT count(*) AS originals
FROM lookalike_internal.image i
JOIN lookalike_internal.fingerprint f ON f.image_id = i.image_id AND f.region = 'full'
WHERE i.path LIKE '%/00 %' AND f.quality < lookalike.get_setting('low_quality')::real
