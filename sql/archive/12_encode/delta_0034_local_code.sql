-- By pixels and not by image: the same picture is encoded once, however many files have it. All corners of a picture are
-- in one row: one row a corner takes seven times the room. View local_code has a row for each.
CREATE TABLE lookalike_internal.local_code (
    pixel_digest bytea NOT NULL,
    panel smallint NOT NULL,
    codes bytea NOT NULL,
    points bytea NOT NULL,
    CONSTRAINT local_code_pkey PRIMARY KEY (pixel_digest, panel),
    CONSTRAINT local_code_panel_check CHECK (panel >= 0),
    CONSTRAINT local_code_length_check CHECK (octet_length(codes) % 8 = 0 AND octet_length(points) = octet_length(codes))
);
COMMENT ON TABLE lookalike_internal.local_code IS
    'Codes of the strongest corners of pictures and of panels; images with the same pixels share them.';
COMMENT ON COLUMN lookalike_internal.local_code.pixel_digest IS 'Digest of the decoded pixels.';
COMMENT ON COLUMN lookalike_internal.local_code.panel IS 'Number of the panel, as in table panel; 0 for the whole picture.';
COMMENT ON COLUMN lookalike_internal.local_code.codes IS 'The codes, 8 bytes each, the strongest corner first.';
COMMENT ON COLUMN lookalike_internal.local_code.points IS
    'Where the corners are: for each 4 numbers of 2 bytes, x and y in 64ths of a pixel of the picture with a longer side of '
    'at most 512 pixels, the direction in 65,536ths of a turn, and the binary logarithm of the scale in 1,024ths.';
