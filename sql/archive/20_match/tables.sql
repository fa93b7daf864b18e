-- State, as it is today: matches of images with their evidence, and the images that wait to be compared.
-- A change edits this file and adds a delta (../README.md).

-- One row for all images with the same two hashes: they are indexed and compared once. Images of low
-- quality have no representative. A trigger on image takes the place of a foreign key: a bulk load
-- would drop that key and make it again, and so lock table image against all readers.
CREATE TABLE lookalike_internal.representative (
    image_id bigint NOT NULL,
    phash bit(64) NOT NULL,
    phash_256 bit(256) NOT NULL,
    is_crowded boolean NOT NULL DEFAULT false,
    crowd_id bigint,
    CONSTRAINT representative_pkey PRIMARY KEY (image_id),
    CONSTRAINT representative_crowd_id_check CHECK (is_crowded OR crowd_id IS NULL)
);
COMMENT ON TABLE lookalike_internal.representative IS
    'One image for all with the same two hashes: only it is indexed and compared.';
COMMENT ON COLUMN lookalike_internal.representative.image_id IS 'The first of those images by collection and path.';
COMMENT ON COLUMN lookalike_internal.representative.phash IS 'Their 64-bit perceptual hash.';
COMMENT ON COLUMN lookalike_internal.representative.phash_256 IS 'Their 256-bit perceptual hash.';
COMMENT ON COLUMN lookalike_internal.representative.is_crowded IS
    'Whether more others than the crowd limit are within the radius. Of the pairs '
    'of two crowded ones, only those that connect them are kept.';
COMMENT ON COLUMN lookalike_internal.representative.crowd_id IS
    'Crowded representatives with the same number are connected by their matches; null until the crowd is known.';
CREATE INDEX representative_crowd_id_idx ON lookalike_internal.representative (crowd_id) WHERE is_crowded;

-- Waiting images have tables of their own: to mark ten million rows of image or representative as done
-- would write each row again, with all its index entries.
CREATE TABLE lookalike_internal.unmatched_image (
    image_id bigint NOT NULL,
    CONSTRAINT unmatched_image_pkey PRIMARY KEY (image_id)
);
COMMENT ON TABLE lookalike_internal.unmatched_image IS 'Images that came, went or changed since the last match.';
COMMENT ON COLUMN lookalike_internal.unmatched_image.image_id IS 'The image.';

CREATE TABLE lookalike_internal.unmatched_representative (
    image_id bigint NOT NULL,
    CONSTRAINT unmatched_representative_pkey PRIMARY KEY (image_id)
);
COMMENT ON TABLE lookalike_internal.unmatched_representative IS 'Representatives that wait to be compared with all others.';
COMMENT ON COLUMN lookalike_internal.unmatched_representative.image_id IS 'The representative.';

CREATE TABLE lookalike_internal.finished_pass (
    scheme text NOT NULL,
    pass integer NOT NULL,
    CONSTRAINT finished_pass_pkey PRIMARY KEY (scheme, pass)
);
COMMENT ON TABLE lookalike_internal.finished_pass IS 'Finished passes of a match of all images that has not ended.';
COMMENT ON COLUMN lookalike_internal.finished_pass.scheme IS
    'How the hashes are cut, and a digest of the representatives.';
COMMENT ON COLUMN lookalike_internal.finished_pass.pass IS 'Number of the pass.';

CREATE TABLE lookalike_internal.match (
    image_id_a bigint NOT NULL,
    image_id_b bigint NOT NULL,
    has_same_bytes boolean NOT NULL,
    has_same_pixels boolean NOT NULL,
    phash_distance smallint,
    phash_256_distance smallint,
    relation text NOT NULL,
    is_accepted boolean NOT NULL,
    run_id bigint NOT NULL,
    found_by text NOT NULL DEFAULT 'hash',
    variant smallint,
    embedding_similarity real,
    proof text,
    inliers integer,
    correlation real,
    agreement real,
    overlap real,
    scale real,
    angle real,
    is_mirrored boolean,
    is_negative boolean,
    inner_image_id bigint,
    x integer,
    y integer,
    width integer,
    height integer,
    derived_image_id bigint,
    changed real,
    page integer,
    CONSTRAINT match_pkey PRIMARY KEY (image_id_a, image_id_b),
    CONSTRAINT match_order_check CHECK (image_id_a < image_id_b),
    CONSTRAINT match_image_id_a_fkey FOREIGN KEY (image_id_a)
        REFERENCES lookalike_internal.image ON DELETE CASCADE,
    CONSTRAINT match_image_id_b_fkey FOREIGN KEY (image_id_b)
        REFERENCES lookalike_internal.image ON DELETE CASCADE,
    CONSTRAINT match_run_id_fkey FOREIGN KEY (run_id) REFERENCES lookalike_internal.run,
    CONSTRAINT match_relation_check CHECK (
        string_to_array(relation, ', ') <@ ARRAY[
            'identical file', 'identical image', 'mirrored', 'rotated', 'negative', 'cropped',
            'bordered', 'resized', 'toned', 'edited', 're-encoded', 'part of']),
    CONSTRAINT match_evidence_check CHECK (
        has_same_bytes OR has_same_pixels
        OR (phash_distance IS NOT NULL AND phash_256_distance IS NOT NULL)),
    CONSTRAINT match_found_by_check CHECK (found_by IN (
        'hash', 'variant', 'content', 'code', 'embedding', 'detail', 'cluster', 'person', 'panel', 'page')),
    CONSTRAINT match_proof_check CHECK (
        proof IN ('proven', 'inconclusive', 'not proven', 'connected', 'part of')),
    CONSTRAINT match_direction_check CHECK (
        derived_image_id IN (image_id_a, image_id_b) AND inner_image_id IN (image_id_a, image_id_b))
);
COMMENT ON TABLE lookalike_internal.match IS
    'Pairs of images with their evidence; of images with the same bytes, '
    'pixels or hashes, each is paired only with the first.';
COMMENT ON COLUMN lookalike_internal.match.image_id_a IS 'The image with the lower number.';
COMMENT ON COLUMN lookalike_internal.match.image_id_b IS 'The image with the higher number.';
COMMENT ON COLUMN lookalike_internal.match.has_same_bytes IS 'Whether their bytes are the same (SHA-256).';
COMMENT ON COLUMN lookalike_internal.match.has_same_pixels IS 'Whether their decoded pixels are the same.';
COMMENT ON COLUMN lookalike_internal.match.phash_distance IS 'Bits in which their 64-bit hashes differ.';
COMMENT ON COLUMN lookalike_internal.match.phash_256_distance IS 'Bits in which their 256-bit hashes differ.';
COMMENT ON COLUMN lookalike_internal.match.relation IS 'How they relate, several joined by commas: identical file, identical image, mirrored, rotated, negative, cropped, bordered, resized, toned, edited, re-encoded; or part of.';
COMMENT ON COLUMN lookalike_internal.match.is_accepted IS
    'Whether the two are taken as copies; otherwise one is part of the other, or they are possible copies.';
COMMENT ON COLUMN lookalike_internal.match.run_id IS 'Match run that found the pair.';
COMMENT ON COLUMN lookalike_internal.match.found_by IS
    'How the pair was found: hash (or the same bytes or pixels), variant (the hash of a mirrored, turned or inverted '
    'copy), content (the hash of the picture within a border), code (local codes of shared corners), embedding, detail (the '
    'embedding of a part), cluster (others connect the two), person (people decided that they are duplicates, and it was '
    'found in no other way), panel (the hash or the codes of a picture on a composite), or page (the hash of a page of a '
    'file with several).';
COMMENT ON COLUMN lookalike_internal.match.variant IS
    'Variant of the hash of one image that is like the hash of the other, as phash_variants numbers them.';
COMMENT ON COLUMN lookalike_internal.match.embedding_similarity IS 'Cosine of their embeddings, where these proposed the pair.';
COMMENT ON COLUMN lookalike_internal.match.proof IS
    'Result of the comparison of pixels: proven; inconclusive (the pictures show too little); not proven; connected '
    '(not compared, because other proofs connect the two); part of (the inner image is proven to lie on the other, which '
    'holds more). Null until they are compared, and for the same pixels.';
COMMENT ON COLUMN lookalike_internal.match.inliers IS
    'Number of matching points that agree on one transform; 0 where the whole pictures were laid on each other.';
COMMENT ON COLUMN lookalike_internal.match.correlation IS
    'Correlation of the overlap in even light, from 0 to 1, without the regions and the strips at its edges in which the '
    'two differ.';
COMMENT ON COLUMN lookalike_internal.match.agreement IS
    'Share of the small blocks with any detail that agree, each compared by itself.';
COMMENT ON COLUMN lookalike_internal.match.overlap IS
    'Share of its area that an image has in the other; the larger of the two shares.';
COMMENT ON COLUMN lookalike_internal.match.scale IS 'Width in pixels of image b of one pixel of image a.';
COMMENT ON COLUMN lookalike_internal.match.angle IS
    'Degrees, clockwise, by which image a is turned to lie on image b, after it is mirrored if is_mirrored.';
COMMENT ON COLUMN lookalike_internal.match.is_mirrored IS 'Whether one image is mirrored.';
COMMENT ON COLUMN lookalike_internal.match.is_negative IS 'Whether light and dark are exchanged.';
COMMENT ON COLUMN lookalike_internal.match.inner_image_id IS 'The image that lies in the other.';
COMMENT ON COLUMN lookalike_internal.match.x IS
    'Left edge of the rectangle in which the inner image lies, in pixels of the other.';
COMMENT ON COLUMN lookalike_internal.match.y IS 'Upper edge of that rectangle.';
COMMENT ON COLUMN lookalike_internal.match.width IS 'Width of that rectangle.';
COMMENT ON COLUMN lookalike_internal.match.height IS 'Height of that rectangle.';
COMMENT ON COLUMN lookalike_internal.match.derived_image_id IS
    'The image that was made from the other, as the pixels show; null where they do not show this.';
COMMENT ON COLUMN lookalike_internal.match.changed IS
    'Share of the overlap that lies in coherent regions in which the two differ, from 0 to 1: a sticker, a caption, a bar.';
COMMENT ON COLUMN lookalike_internal.match.page IS
    'Page or frame of the other image, from 1, on which the inner image lies; null where that is its only page.';
CREATE INDEX match_image_id_b_idx ON lookalike_internal.match (image_id_b);
-- The matches by hash that the next proving has to compare.
CREATE INDEX match_unproven_idx ON lookalike_internal.match (image_id_a, image_id_b)
    WHERE proof IS NULL AND NOT has_same_bytes AND NOT has_same_pixels;
CREATE INDEX match_derived_image_id_idx ON lookalike_internal.match (derived_image_id)
    WHERE derived_image_id IS NOT NULL;
-- Few matches among many are left for people to look at.
CREATE INDEX match_possible_idx ON lookalike_internal.match (image_id_a, image_id_b) WHERE NOT is_accepted;
CREATE INDEX match_part_idx ON lookalike_internal.match (inner_image_id) WHERE proof = 'part of';

CREATE TABLE lookalike_internal.proposed (
    pixel_digest bytea NOT NULL,
    is_embedded boolean NOT NULL,
    is_encoded boolean NOT NULL DEFAULT false,
    CONSTRAINT proposed_pkey PRIMARY KEY (pixel_digest)
);
COMMENT ON TABLE lookalike_internal.proposed IS
    'Pictures, by their pixels, for which proving has already looked for copies.';
COMMENT ON COLUMN lookalike_internal.proposed.pixel_digest IS 'Digest of the decoded pixels.';
COMMENT ON COLUMN lookalike_internal.proposed.is_embedded IS 'Whether the embedding of the picture was used, too.';
COMMENT ON COLUMN lookalike_internal.proposed.is_encoded IS 'Whether its local codes were used, too.';
