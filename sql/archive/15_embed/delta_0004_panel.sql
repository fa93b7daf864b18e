-- The panels of composites. Stage embed looks for those of the pictures that are embedded already.
ALTER TABLE lookalike_internal.embedding ADD COLUMN panels smallint;
COMMENT ON COLUMN lookalike_internal.embedding.panels IS
    'Number of its panels, as in table panel; null until they are looked for.';

-- By pixels, like embeddings.
CREATE TABLE lookalike_internal.panel (
    pixel_digest bytea NOT NULL,
    panel smallint NOT NULL,
    x integer NOT NULL,
    y integer NOT NULL,
    width integer NOT NULL,
    height integer NOT NULL,
    phash bit(64) NOT NULL,
    phash_256 bit(256) NOT NULL,
    quality real NOT NULL,
    CONSTRAINT panel_pkey PRIMARY KEY (pixel_digest, panel),
    CONSTRAINT panel_box_check CHECK (panel > 0 AND x >= 0 AND y >= 0 AND width > 0 AND height > 0)
);
COMMENT ON TABLE lookalike_internal.panel IS
    'Pictures that lie on a composite, such as a contact sheet, an album page or a web page, with their fingerprints.';
COMMENT ON COLUMN lookalike_internal.panel.pixel_digest IS 'Digest of the decoded pixels of the composite.';
COMMENT ON COLUMN lookalike_internal.panel.panel IS 'Number of the panel on it, from 1.';
COMMENT ON COLUMN lookalike_internal.panel.x IS 'Left edge of the panel, in pixels of the composite.';
COMMENT ON COLUMN lookalike_internal.panel.y IS 'Upper edge of the panel.';
COMMENT ON COLUMN lookalike_internal.panel.width IS 'Width of the panel.';
COMMENT ON COLUMN lookalike_internal.panel.height IS 'Height of the panel.';
COMMENT ON COLUMN lookalike_internal.panel.phash IS '64-bit perceptual hash of the panel.';
COMMENT ON COLUMN lookalike_internal.panel.phash_256 IS '256-bit perceptual hash of the panel.';
COMMENT ON COLUMN lookalike_internal.panel.quality IS 'How much its hashes say, as in table fingerprint.';

COMMENT ON COLUMN lookalike_internal.embedding_part.part IS
    'Number of the part, from 1; from 101 on, 100 and the number of the panel in table panel.';
