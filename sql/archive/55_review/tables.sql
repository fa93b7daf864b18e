-- State, as it is today. Which collections and pairs people look at, and when.
-- A change edits this file and adds a delta (../README.md).

-- How often each collection is to be reviewed; without a row, setting review_interval says.
CREATE TABLE lookalike_internal.review_interval (
    collection_id integer NOT NULL,
    days integer NOT NULL,
    CONSTRAINT review_interval_pkey PRIMARY KEY (collection_id),
    CONSTRAINT review_interval_collection_id_fkey FOREIGN KEY (collection_id)
        REFERENCES lookalike_internal.collection ON DELETE CASCADE,
    CONSTRAINT review_interval_days_check CHECK (days > 0)
);
COMMENT ON TABLE lookalike_internal.review_interval IS 'How often collections are to be reviewed, where that is not setting review_interval.';
COMMENT ON COLUMN lookalike_internal.review_interval.collection_id IS 'The collection.';
COMMENT ON COLUMN lookalike_internal.review_interval.days IS 'Days from one review to the next.';

-- Reviews that were done: what had changed up to run_id has been looked at. They stay when a collection
-- is forgotten, so they do not lean on it.
CREATE TABLE lookalike_internal.review (
    review_id bigint GENERATED ALWAYS AS IDENTITY,
    collection_id integer NOT NULL,
    collection text NOT NULL,
    reviewed_by text NOT NULL,
    remark text,
    run_id bigint NOT NULL,
    reviewed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT review_pkey PRIMARY KEY (review_id),
    CONSTRAINT review_reviewed_by_check CHECK (btrim(reviewed_by) <> '')
);
COMMENT ON TABLE lookalike_internal.review IS 'Reviews of collections that were done.';
COMMENT ON COLUMN lookalike_internal.review.review_id IS 'Number of the review.';
COMMENT ON COLUMN lookalike_internal.review.collection_id IS 'The collection; one that was forgotten is still here.';
COMMENT ON COLUMN lookalike_internal.review.collection IS 'What it was called then.';
COMMENT ON COLUMN lookalike_internal.review.reviewed_by IS 'Who did it.';
COMMENT ON COLUMN lookalike_internal.review.remark IS 'What they had to say of it.';
COMMENT ON COLUMN lookalike_internal.review.run_id IS 'Last finished scan of the collection then: what later ones find is new or changed.';
COMMENT ON COLUMN lookalike_internal.review.reviewed_at IS 'When it was done.';
CREATE INDEX review_collection_id_idx ON lookalike_internal.review (collection_id, review_id);

-- Accepted pairs drawn at random for people to judge, with the band of evidence they were in then.
CREATE TABLE lookalike_internal.review_sample (
    sample_id bigint GENERATED ALWAYS AS IDENTITY,
    draw integer NOT NULL,
    band text NOT NULL,
    pixel_digest_a bytea NOT NULL,
    pixel_digest_b bytea NOT NULL,
    image_id_a bigint NOT NULL,
    image_id_b bigint NOT NULL,
    drawn_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT review_sample_pkey PRIMARY KEY (sample_id),
    CONSTRAINT review_sample_pair_key UNIQUE (pixel_digest_a, pixel_digest_b),
    CONSTRAINT review_sample_order_check CHECK (pixel_digest_a < pixel_digest_b)
);
COMMENT ON TABLE lookalike_internal.review_sample IS 'Accepted pairs drawn at random for people to judge; a pair is drawn once.';
COMMENT ON COLUMN lookalike_internal.review_sample.sample_id IS 'Number of the pair.';
COMMENT ON COLUMN lookalike_internal.review_sample.draw IS 'Number of the draw.';
COMMENT ON COLUMN lookalike_internal.review_sample.band IS 'Band of evidence it was in then.';
COMMENT ON COLUMN lookalike_internal.review_sample.pixel_digest_a IS 'Digest of the pixels of the one picture; it sorts before the other.';
COMMENT ON COLUMN lookalike_internal.review_sample.pixel_digest_b IS 'Digest of the pixels of the other picture.';
COMMENT ON COLUMN lookalike_internal.review_sample.image_id_a IS 'The image with the pixels of the one in the match that was drawn.';
COMMENT ON COLUMN lookalike_internal.review_sample.image_id_b IS 'The other image of that match.';
COMMENT ON COLUMN lookalike_internal.review_sample.drawn_at IS 'When it was drawn.';
