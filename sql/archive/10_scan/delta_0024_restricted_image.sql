-- The images that restrictions cover.

CREATE TABLE lookalike_internal.restricted_image (
    image_id bigint NOT NULL,
    restriction_id bigint NOT NULL,
    pixel_digest bytea NOT NULL,
    sha256 bytea NOT NULL,
    path text COLLATE "C" NOT NULL,
    until date,
    CONSTRAINT restricted_image_pkey PRIMARY KEY (image_id, restriction_id, pixel_digest, sha256),
    CONSTRAINT restricted_image_path_check CHECK (path !~ '(^|/)[.]{0,2}(/|$)')
);
COMMENT ON TABLE lookalike_internal.restricted_image IS 'Images that restrictions cover, with the pixels and bytes that they had. A row goes when its restriction is lifted.';
COMMENT ON COLUMN lookalike_internal.restricted_image.image_id IS 'Number of the image; it may have been forgotten since.';
COMMENT ON COLUMN lookalike_internal.restricted_image.restriction_id IS 'The restriction.';
COMMENT ON COLUMN lookalike_internal.restricted_image.pixel_digest IS 'Pixels of the picture. Every file that has them is covered.';
COMMENT ON COLUMN lookalike_internal.restricted_image.sha256 IS 'SHA-256 of the bytes of the file. Every file that has them is covered.';
COMMENT ON COLUMN lookalike_internal.restricted_image.path IS 'Path of the file, as it was last found.';
COMMENT ON COLUMN lookalike_internal.restricted_image.until IS 'The last day of the restriction; null if it has no end.';
CREATE INDEX restricted_image_restriction_id_idx ON lookalike_internal.restricted_image (restriction_id);
CREATE INDEX restricted_image_pixel_digest_idx ON lookalike_internal.restricted_image (pixel_digest);
CREATE INDEX restricted_image_sha256_idx ON lookalike_internal.restricted_image (sha256);
CREATE INDEX restricted_image_path_idx ON lookalike_internal.restricted_image USING hash (path);
