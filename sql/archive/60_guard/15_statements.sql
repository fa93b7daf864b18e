-- What a file says about its picture, one row a statement. What a program says about the file does not count:
-- software, camera, resolution, colour profile (docs/decisions/0029-identity-of-all-that-a-file-holds.md).
CREATE OR REPLACE VIEW lookalike_internal.image_statement AS
SELECT i.image_id, i.pixel_digest, s.name, s.value
FROM lookalike_internal.image i
CROSS JOIN LATERAL (VALUES
    ('capture date', (i.captured_at AT TIME ZONE 'UTC')::text),
    ('creator', i.creator),
    ('copyright notice', i.copyright_notice),
    ('credit line', i.credit_line),
    ('usage terms', i.usage_terms),
    ('rights page', i.rights_url),
    ('title', i.metadata->>'title'),
    ('headline', i.metadata->>'headline'),
    ('description', i.metadata->>'description'),
    ('keywords', i.metadata->>'keywords'),
    ('location', i.metadata->>'location'),
    ('comment', i.metadata->>'comment')
) AS s (name, value)
WHERE s.value IS NOT NULL;
COMMENT ON VIEW lookalike_internal.image_statement IS 'What files say about their pictures: one row for each image and statement.';
COMMENT ON COLUMN lookalike_internal.image_statement.image_id IS 'Number of the image.';
COMMENT ON COLUMN lookalike_internal.image_statement.pixel_digest IS 'Its pixels.';
COMMENT ON COLUMN lookalike_internal.image_statement.name IS 'Subject of the statement: capture date, creator, title and so on.';
COMMENT ON COLUMN lookalike_internal.image_statement.value IS 'The statement, as text.';
