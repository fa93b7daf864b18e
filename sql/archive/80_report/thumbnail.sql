-- For tools that show a picture from the text of a column, and so need no server of pictures.
CREATE OR REPLACE VIEW lookalike.thumbnail AS
SELECT i.image_id, 'data:image/jpeg;base64,' || translate(encode(t.jpeg, 'base64'), E'\n', '') AS data_uri,
       t.width, t.height, octet_length(t.jpeg) AS byte_size,
       lookalike_internal.thumbnail_url((SELECT s.value FROM lookalike_internal.setting s WHERE s.name = 'base_url'), i.image_id) AS thumbnail_url
FROM lookalike_internal.image i
JOIN lookalike_internal.thumbnail t ON t.pixel_digest = i.pixel_digest;
COMMENT ON VIEW lookalike.thumbnail IS 'A small picture of each image, as the last scan made it; images without one have no row.';
COMMENT ON COLUMN lookalike.thumbnail.image_id IS 'Number of the image.';
COMMENT ON COLUMN lookalike.thumbnail.data_uri IS 'The picture as a data URI of a JPEG, for the src of an img.';
COMMENT ON COLUMN lookalike.thumbnail.width IS 'Width of the thumbnail in pixels, at most 128.';
COMMENT ON COLUMN lookalike.thumbnail.height IS 'Height of the thumbnail in pixels, at most 128.';
COMMENT ON COLUMN lookalike.thumbnail.byte_size IS 'Size of the JPEG in bytes, at most 4,096.';
COMMENT ON COLUMN lookalike.thumbnail.thumbnail_url IS 'Address of the thumbnail on the pages of lookalike serve, which ask who wants to see it; null where setting base_url is empty.';
