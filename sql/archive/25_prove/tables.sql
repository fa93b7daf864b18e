-- State, as it is today: the pairs to prove on the pixels.
-- A change edits this file and adds a delta (../README.md).

CREATE TABLE lookalike_internal.candidate (
    image_id_a bigint NOT NULL,
    image_id_b bigint NOT NULL,
    found_by text NOT NULL,
    variant smallint,
    similarity real,
    part smallint,
    panel smallint,
    page integer,
    votes smallint,
    placement real[],
    hub real,
    turn smallint GENERATED ALWAYS AS (
        CASE found_by WHEN 'detail' THEN 4 WHEN 'embedding' THEN 3 WHEN 'code' THEN 2 ELSE 1 END) STORED,
    -- The order within a turn: the pairs of the image with most pairs, the most shared corners and the most similar
    -- embeddings first.
    place double precision GENERATED ALWAYS AS (
        CASE found_by
            WHEN 'detail' THEN 0
            WHEN 'code' THEN -coalesce(votes, 0)
            WHEN 'embedding' THEN -coalesce(similarity, 0)
            ELSE -coalesce(hub, 0) END) STORED,
    tie bigint,
    CONSTRAINT candidate_pkey PRIMARY KEY (image_id_a, image_id_b),
    CONSTRAINT candidate_order_check CHECK (image_id_a < image_id_b),
    CONSTRAINT candidate_image_id_a_fkey FOREIGN KEY (image_id_a)
        REFERENCES lookalike_internal.image ON DELETE CASCADE,
    CONSTRAINT candidate_image_id_b_fkey FOREIGN KEY (image_id_b)
        REFERENCES lookalike_internal.image ON DELETE CASCADE
);
COMMENT ON TABLE lookalike_internal.candidate IS 'Pairs of images that wait to be proven on their pixels.';
COMMENT ON COLUMN lookalike_internal.candidate.image_id_a IS 'The image with the lower number.';
COMMENT ON COLUMN lookalike_internal.candidate.image_id_b IS 'The image with the higher number.';
COMMENT ON COLUMN lookalike_internal.candidate.found_by IS 'How the pair was found, as in match.';
COMMENT ON COLUMN lookalike_internal.candidate.variant IS 'Variant of the hash, as in match.';
COMMENT ON COLUMN lookalike_internal.candidate.similarity IS 'Cosine of their embeddings, where these proposed the pair.';
COMMENT ON COLUMN lookalike_internal.candidate.part IS
    'Number of the part of image a that image b may show; if negative, of the part of image b that image a may show.';
COMMENT ON COLUMN lookalike_internal.candidate.turn IS
    'Turn in which the pair is proven: 1 for pairs that hashes propose, 2 for local codes, 3 for embeddings, 4 for details.';
COMMENT ON COLUMN lookalike_internal.candidate.place IS
    'Order within the turn: the pairs of an image with many pairs, the most shared corners and the most similar embeddings first.';
COMMENT ON COLUMN lookalike_internal.candidate.tie IS
    'Order of pairs with one place, from the pixels of both, so that it does not depend on the order of scanning; details of one '
    'picture one after the other. Null until the turn begins.';
COMMENT ON COLUMN lookalike_internal.candidate.panel IS
    'Number of the panel of image a that image b may be; if negative, of the panel of image b that image a may be.';
COMMENT ON COLUMN lookalike_internal.candidate.page IS
    'Page of image a that image b may be; if negative, the page of image b that image a may be.';
COMMENT ON COLUMN lookalike_internal.candidate.votes IS
    'How many corners agree on how the two lie on each other, where local codes proposed the pair.';
COMMENT ON COLUMN lookalike_internal.candidate.placement IS
    'How they lie on each other then: the map from pixels of image a to pixels of image b, both with a longer side of at most '
    '512 pixels, three numbers for x and three for y.';
COMMENT ON COLUMN lookalike_internal.candidate.hub IS
    'How many other images one of the two resembles, near ones counting more; the larger number of the two.';
CREATE INDEX candidate_image_id_b_idx ON lookalike_internal.candidate (image_id_b);
CREATE INDEX candidate_turn_idx ON lookalike_internal.candidate (turn, place, tie, image_id_a, image_id_b);
