-- State, as it is today. Which images are alike, by what evidence, and which are still to be compared.
-- A change edits this file and adds a delta (../README.md).

-- One row for all images with the same two hashes: it is indexed and compared once, however many
-- images it stands for. Images of low quality are in none. A trigger on image takes the place of a foreign
-- key: to drop and make one again, as loading in bulk does, would lock table image against all readers.
CREATE TABLE lookalike_internal.representative (
    image_id bigint NOT NULL,
    phash bit(64) NOT NULL,
    phash_256 bit(256) NOT NULL,
    is_crowded boolean NOT NULL DEFAULT false,
    crowd_id bigint,
    CONSTRAINT representative_pkey PRIMARY KEY (image_id),
    CONSTRAINT representative_crowd_id_check CHECK (is_crowded OR crowd_id IS NULL)
);
COMMENT ON TABLE lookalike_internal.representative IS 'One image for all with the same two hashes: it alone is indexed and compared.';
COMMENT ON COLUMN lookalike_internal.representative.image_id IS 'The first of those images by collection and path.';
COMMENT ON COLUMN lookalike_internal.representative.phash IS 'Their 64-bit perceptual hash.';
COMMENT ON COLUMN lookalike_internal.representative.phash_256 IS 'Their 256-bit perceptual hash.';
COMMENT ON COLUMN lookalike_internal.representative.is_crowded IS 'Whether more others than the crowd limit lie within the radius: pairs with other crowded ones are kept only as far as they connect them.';
COMMENT ON COLUMN lookalike_internal.representative.crowd_id IS 'Crowded ones with the same number are connected by their matches; null while that has to be found out.';
CREATE INDEX representative_crowd_id_idx ON lookalike_internal.representative (crowd_id) WHERE is_crowded;

-- What waits is kept in tables of their own: to mark ten million rows of image or representative as
-- done would write each of them again, and all their entries in indexes.
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
COMMENT ON COLUMN lookalike_internal.unmatched_representative.image_id IS 'The image that stands for others.';

CREATE TABLE lookalike_internal.finished_pass (
    scheme text NOT NULL,
    pass integer NOT NULL,
    CONSTRAINT finished_pass_pkey PRIMARY KEY (scheme, pass)
);
COMMENT ON TABLE lookalike_internal.finished_pass IS 'Finished passes of a match of the whole collection that is under way.';
COMMENT ON COLUMN lookalike_internal.finished_pass.scheme IS 'How hashes are cut, and over which representatives.';
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
            'bordered', 'resized', 'toned', 'edited', 're-encoded']),
    CONSTRAINT match_evidence_check CHECK (
        has_same_bytes OR has_same_pixels
        OR (phash_distance IS NOT NULL AND phash_256_distance IS NOT NULL)),
    CONSTRAINT match_found_by_check CHECK (found_by IN (
        'hash', 'variant', 'content', 'embedding', 'detail', 'cluster', 'person')),
    CONSTRAINT match_proof_check CHECK (
        proof IN ('proven', 'consistent', 'inconclusive', 'not proven', 'connected')),
    CONSTRAINT match_direction_check CHECK (
        derived_image_id IN (image_id_a, image_id_b) AND inner_image_id IN (image_id_a, image_id_b))
);
COMMENT ON TABLE lookalike_internal.match IS 'A pair of images with its evidence; images with the same bytes, pixels or hashes are paired with one of them only.';
COMMENT ON COLUMN lookalike_internal.match.image_id_a IS 'The image with the lower number.';
COMMENT ON COLUMN lookalike_internal.match.image_id_b IS 'The image with the higher number.';
COMMENT ON COLUMN lookalike_internal.match.has_same_bytes IS 'Whether their bytes are the same (SHA-256).';
COMMENT ON COLUMN lookalike_internal.match.has_same_pixels IS 'Whether their decoded pixels are the same.';
COMMENT ON COLUMN lookalike_internal.match.phash_distance IS 'Bits in which their 64-bit hashes differ.';
COMMENT ON COLUMN lookalike_internal.match.phash_256_distance IS 'Bits in which their 256-bit hashes differ.';
COMMENT ON COLUMN lookalike_internal.match.relation IS 'How they relate, several joined by commas: identical file, identical image, mirrored, rotated, negative, cropped, bordered, resized, toned, edited, re-encoded.';
COMMENT ON COLUMN lookalike_internal.match.is_accepted IS 'Whether they are taken as copies; otherwise they only may be.';
COMMENT ON COLUMN lookalike_internal.match.run_id IS 'Match run that found the pair.';
COMMENT ON COLUMN lookalike_internal.match.found_by IS 'What brought the two together: hash (or the same bytes or pixels), variant (the hash of a mirrored, turned or inverted copy), content (the hash of what lies within a border), embedding, detail (the embedding of a part), cluster (they are in one by way of others), or person (people decided that they are duplicates, and nothing else brought them together).';
COMMENT ON COLUMN lookalike_internal.match.variant IS 'Which variant of one image''s hash is like the other''s, as phash_variants numbers them.';
COMMENT ON COLUMN lookalike_internal.match.embedding_similarity IS 'Cosine of their embeddings, where these proposed the pair.';
COMMENT ON COLUMN lookalike_internal.match.proof IS 'What the pixels say: proven; consistent (they do not contradict the hashes); inconclusive (there is too little in them to say); not proven; connected (not looked at, as other proofs connect the two). Null while nobody has looked, and for the same pixels.';
COMMENT ON COLUMN lookalike_internal.match.inliers IS 'Matching points that agree on one transform; 0 where the pictures lie on each other as a whole.';
COMMENT ON COLUMN lookalike_internal.match.correlation IS 'Correlation of the overlap, from 0 to 1, without strips at its edges in which they differ.';
COMMENT ON COLUMN lookalike_internal.match.agreement IS 'Share of the small blocks with any detail that agree, each by itself.';
COMMENT ON COLUMN lookalike_internal.match.overlap IS 'Share of the image that lies in the other most.';
COMMENT ON COLUMN lookalike_internal.match.scale IS 'How many pixels of image b one pixel of image a is.';
COMMENT ON COLUMN lookalike_internal.match.angle IS 'Degrees, clockwise, that image a is turned by to lie on image b, after it is mirrored if it is.';
COMMENT ON COLUMN lookalike_internal.match.is_mirrored IS 'Whether one is mirrored.';
COMMENT ON COLUMN lookalike_internal.match.is_negative IS 'Whether light and dark are exchanged.';
COMMENT ON COLUMN lookalike_internal.match.inner_image_id IS 'The image that lies in the other.';
COMMENT ON COLUMN lookalike_internal.match.x IS 'Left edge of the rectangle in which it lies, in pixels of the other.';
COMMENT ON COLUMN lookalike_internal.match.y IS 'Upper edge of that rectangle.';
COMMENT ON COLUMN lookalike_internal.match.width IS 'Width of that rectangle.';
COMMENT ON COLUMN lookalike_internal.match.height IS 'Height of that rectangle.';
COMMENT ON COLUMN lookalike_internal.match.derived_image_id IS 'Which of them the pixels show to be made of the other; null where they show nothing of the kind.';
CREATE INDEX match_image_id_b_idx ON lookalike_internal.match (image_id_b);
-- What the next proving has to look at among the matches by hash.
CREATE INDEX match_unproven_idx ON lookalike_internal.match (image_id_a, image_id_b)
    WHERE proof IS NULL AND NOT has_same_bytes AND NOT has_same_pixels;
CREATE INDEX match_derived_image_id_idx ON lookalike_internal.match (derived_image_id)
    WHERE derived_image_id IS NOT NULL;
-- What people have to look at are few among many.
CREATE INDEX match_possible_idx ON lookalike_internal.match (image_id_a, image_id_b) WHERE NOT is_accepted;

-- The pictures, by their pixels, that copies have been looked for of.
CREATE TABLE lookalike_internal.proposed (
    pixel_digest bytea NOT NULL,
    is_embedded boolean NOT NULL,
    CONSTRAINT proposed_pkey PRIMARY KEY (pixel_digest)
);
COMMENT ON TABLE lookalike_internal.proposed IS 'Pictures, by their pixels, that copies have been looked for of beyond what their hashes show.';
COMMENT ON COLUMN lookalike_internal.proposed.pixel_digest IS 'Digest of the decoded pixels.';
COMMENT ON COLUMN lookalike_internal.proposed.is_embedded IS 'Whether their embedding was asked, too.';
