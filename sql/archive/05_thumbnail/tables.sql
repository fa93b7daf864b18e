-- State, as it is today: small pictures for reports and BI tools. Before the scan, which makes them.
-- A change edits this file and adds a delta (../README.md).

CREATE TABLE lookalike_internal.thumbnail (
    pixel_digest bytea NOT NULL,
    -- As it is, in the row: it is compressed already, and a second table would cost a look-up for each.
    jpeg bytea STORAGE PLAIN NOT NULL,
    width integer NOT NULL,
    height integer NOT NULL,
    CONSTRAINT thumbnail_pkey PRIMARY KEY (pixel_digest),
    CONSTRAINT thumbnail_jpeg_check CHECK (octet_length(jpeg) BETWEEN 1 AND 4096),
    CONSTRAINT thumbnail_size_check CHECK (width >= 1 AND width <= 128 AND height >= 1 AND height <= 128)
);
COMMENT ON TABLE lookalike_internal.thumbnail IS
    'Thumbnails of pictures, one for all files that show the same; read them through the view thumbnail.';
COMMENT ON COLUMN lookalike_internal.thumbnail.pixel_digest IS 'Digest of what the files show, as in image.';
COMMENT ON COLUMN lookalike_internal.thumbnail.jpeg IS 'The thumbnail as a JPEG of at most 4,096 bytes: upright, on white, in sRGB or grey.';
COMMENT ON COLUMN lookalike_internal.thumbnail.width IS 'Width of the thumbnail in pixels.';
COMMENT ON COLUMN lookalike_internal.thumbnail.height IS 'Height of the thumbnail in pixels.';
