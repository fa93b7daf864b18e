-- The digest of pixels covers all that a file shows. What it does not cover is said in words. Pages have hashes.
ALTER TABLE lookalike_internal.image ADD COLUMN not_compared text;
COMMENT ON COLUMN lookalike_internal.image.pixel_digest IS
    'Digest of all that the file shows, orientation applied: every frame, alpha, and what a colour profile does to colours. The same picture in another file has the same digest.';
COMMENT ON COLUMN lookalike_internal.image.frame_count IS 'Frames or pages of the file, without previews. The largest is the image of the file.';
COMMENT ON COLUMN lookalike_internal.image.not_compared IS
    'What the file holds that its pixel digest does not cover, in words, such as layers; null where everything was compared. The file then counts as identical only to a file of the same bytes.';

-- Only files with several pages have rows here: a TIFF of a case file, a burst of photographs. The frames of
-- an animation are not pages.
CREATE TABLE lookalike_internal.page (
    image_id bigint NOT NULL,
    page integer NOT NULL,
    width integer NOT NULL,
    height integer NOT NULL,
    phash bit(64) NOT NULL,
    phash_256 bit(256) NOT NULL,
    quality real NOT NULL,
    CONSTRAINT page_pkey PRIMARY KEY (image_id, page),
    CONSTRAINT page_image_id_fkey FOREIGN KEY (image_id)
        REFERENCES lookalike_internal.image ON DELETE CASCADE,
    CONSTRAINT page_size_check CHECK (page > 0 AND width > 0 AND height > 0),
    CONSTRAINT page_quality_check CHECK (quality BETWEEN 0 AND 1)
);
COMMENT ON TABLE lookalike_internal.page IS 'Perceptual hashes of the pages of files with several pages.';
COMMENT ON COLUMN lookalike_internal.page.image_id IS 'The image.';
COMMENT ON COLUMN lookalike_internal.page.page IS 'Number of the page in the file, from 1. Previews are not counted.';
COMMENT ON COLUMN lookalike_internal.page.width IS 'Width in pixels, orientation applied.';
COMMENT ON COLUMN lookalike_internal.page.height IS 'Height in pixels, orientation applied.';
COMMENT ON COLUMN lookalike_internal.page.phash IS '64-bit perceptual hash, equal to imagehash.phash.';
COMMENT ON COLUMN lookalike_internal.page.phash_256 IS '256-bit perceptual hash, equal to imagehash.phash(hash_size=16).';
COMMENT ON COLUMN lookalike_internal.page.quality IS 'From 0 (blank) to 1: how much detail the hashes rest on.';
