-- Stateful: run once by a migration. What people decided, about contents and not about rows.

-- Rows are only ever added; the latest about the same subject holds. A pair is two pictures by their
-- pixels; an image is a picture in its place.
CREATE TABLE lookalike.decision (
    decision_id bigint GENERATED ALWAYS AS IDENTITY,
    decision text NOT NULL,
    pixel_digest_a bytea NOT NULL,
    pixel_digest_b bytea,
    image_id_a bigint NOT NULL,
    image_id_b bigint,
    path_a text NOT NULL,
    path_b text,
    statements text,
    reviewer text NOT NULL,
    reason text NOT NULL,
    database_role text NOT NULL DEFAULT session_user,
    decided_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT decision_pkey PRIMARY KEY (decision_id),
    CONSTRAINT decision_decision_check CHECK (decision IN (
        'duplicate', 'not a duplicate', 'keep', 'quarantine', 'rights settled')),
    CONSTRAINT decision_subject_check CHECK (
        (decision IN ('duplicate', 'not a duplicate')) = (pixel_digest_b IS NOT NULL)
        AND (pixel_digest_b IS NULL) = (image_id_b IS NULL)
        AND (pixel_digest_b IS NULL) = (path_b IS NULL)),
    CONSTRAINT decision_order_check CHECK (pixel_digest_a < pixel_digest_b),
    CONSTRAINT decision_statements_check CHECK ((decision = 'rights settled') = (statements IS NOT NULL)),
    CONSTRAINT decision_reviewer_check CHECK (btrim(reviewer) <> ''),
    CONSTRAINT decision_reason_check CHECK (btrim(reason) <> '')
);

CREATE INDEX decision_pair_idx ON lookalike.decision (pixel_digest_a, pixel_digest_b, decision_id);
CREATE INDEX decision_pixel_digest_b_idx ON lookalike.decision (pixel_digest_b) WHERE pixel_digest_b IS NOT NULL;

ALTER TABLE lookalike.match
    DROP CONSTRAINT match_proposed_by_check,
    ADD CONSTRAINT match_proposed_by_check CHECK (proposed_by IN (
        'hash', 'variant', 'content', 'embedding', 'detail', 'cluster', 'person'));

-- What people have to look at are few among many.
CREATE INDEX match_possible_idx ON lookalike.match (image_id_a, image_id_b) WHERE NOT accepted;

-- Accepted matches that lead from one cluster to another, as decisions keep these apart. Only the
-- clustering writes it.
CREATE TABLE lookalike.cut_match (
    image_id_a bigint NOT NULL,
    image_id_b bigint NOT NULL,
    CONSTRAINT cut_match_pkey PRIMARY KEY (image_id_a, image_id_b)
);

CREATE INDEX cut_match_image_id_b_idx ON lookalike.cut_match (image_id_b);

-- How often each collection is to be reviewed; without a row, setting review_interval says.
CREATE TABLE lookalike.review_interval (
    collection_id integer NOT NULL,
    days integer NOT NULL,
    CONSTRAINT review_interval_pkey PRIMARY KEY (collection_id),
    CONSTRAINT review_interval_collection_id_fkey FOREIGN KEY (collection_id)
        REFERENCES lookalike.collection ON DELETE CASCADE,
    CONSTRAINT review_interval_days_check CHECK (days > 0)
);

-- Reviews that were done: what had changed up to run_id has been looked at. They stay when a collection
-- is forgotten, so they do not lean on it.
CREATE TABLE lookalike.review (
    review_id bigint GENERATED ALWAYS AS IDENTITY,
    collection_id integer NOT NULL,
    collection text NOT NULL,
    reviewer text NOT NULL,
    remark text,
    run_id bigint NOT NULL,
    reviewed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT review_pkey PRIMARY KEY (review_id),
    CONSTRAINT review_reviewer_check CHECK (btrim(reviewer) <> '')
);

CREATE INDEX review_collection_id_idx ON lookalike.review (collection_id, review_id);

-- Accepted pairs drawn at random for people to judge, with the band of evidence they were in then.
CREATE TABLE lookalike.review_sample (
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
