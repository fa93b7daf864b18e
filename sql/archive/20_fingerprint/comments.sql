COMMENT ON TABLE lookalike.fingerprint_method IS 'How fingerprints were made.';
COMMENT ON COLUMN lookalike.fingerprint_method.method_id IS 'Number of the method.';
COMMENT ON COLUMN lookalike.fingerprint_method.algorithm IS 'Name and version of the algorithm.';
COMMENT ON COLUMN lookalike.fingerprint_method.parameters IS 'Its parameters.';
COMMENT ON COLUMN lookalike.fingerprint_method.libraries IS 'Versions of the libraries that decoded and hashed.';

COMMENT ON TABLE lookalike.fingerprint IS 'What a region of an image looks like, as hashes.';
COMMENT ON COLUMN lookalike.fingerprint.image_id IS 'The image.';
COMMENT ON COLUMN lookalike.fingerprint.region IS 'Part of the image: full, or content (what is left of it without its border).';
COMMENT ON COLUMN lookalike.fingerprint.method_id IS 'How it was made.';
COMMENT ON COLUMN lookalike.fingerprint.phash IS '64-bit perceptual hash, equal to imagehash.phash.';
COMMENT ON COLUMN lookalike.fingerprint.phash_256 IS '256-bit perceptual hash, equal to imagehash.phash(hash_size=16).';
COMMENT ON COLUMN lookalike.fingerprint.quality IS 'From 0 (blank) to 1: how much detail the hashes rest on.';
COMMENT ON COLUMN lookalike.fingerprint.x IS 'Left edge of the content, in pixels of the upright image; null for full.';
COMMENT ON COLUMN lookalike.fingerprint.y IS 'Top edge of the content, in pixels of the upright image; null for full.';
COMMENT ON COLUMN lookalike.fingerprint.width IS 'Width of the content in pixels; null for full.';
COMMENT ON COLUMN lookalike.fingerprint.height IS 'Height of the content in pixels; null for full.';
COMMENT ON COLUMN lookalike.fingerprint.phash_flips IS 'The 64-bit hashes of the picture mirrored left and right, top and bottom, and both; null where it was scanned by an earlier version.';
