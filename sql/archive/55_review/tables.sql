-- State, as it is today: reviews of collections, pairs drawn for review, what reports said, and cases in hand.
-- A change edits this file and adds a delta (../README.md).

-- Days between reviews of a collection; without a row, setting review_interval applies.
CREATE TABLE lookalike_internal.review_interval (
    collection_id integer NOT NULL,
    days integer NOT NULL,
    CONSTRAINT review_interval_pkey PRIMARY KEY (collection_id),
    CONSTRAINT review_interval_collection_id_fkey FOREIGN KEY (collection_id)
        REFERENCES lookalike_internal.collection ON DELETE CASCADE,
    CONSTRAINT review_interval_days_check CHECK (days > 0)
);
COMMENT ON TABLE lookalike_internal.review_interval IS 'Days between reviews of a collection, where they differ from setting review_interval.';
COMMENT ON COLUMN lookalike_internal.review_interval.collection_id IS 'The collection.';
COMMENT ON COLUMN lookalike_internal.review_interval.days IS 'Days from one review to the next.';

-- Each review covers all changes up to run_id. Reviews stay when their collection is forgotten, so there is no
-- foreign key.
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
COMMENT ON TABLE lookalike_internal.review IS 'Finished reviews of collections.';
COMMENT ON COLUMN lookalike_internal.review.review_id IS 'Number of the review.';
COMMENT ON COLUMN lookalike_internal.review.collection_id IS 'The collection; it may have been forgotten since.';
COMMENT ON COLUMN lookalike_internal.review.collection IS 'Name of the collection at that time.';
COMMENT ON COLUMN lookalike_internal.review.reviewed_by IS 'Name of the person who reviewed it.';
COMMENT ON COLUMN lookalike_internal.review.remark IS 'Remark of that person.';
COMMENT ON COLUMN lookalike_internal.review.run_id IS 'Last finished scan of the collection at that time. Images that later scans find are new or changed.';
COMMENT ON COLUMN lookalike_internal.review.reviewed_at IS 'When the review was recorded.';
CREATE INDEX review_collection_id_idx ON lookalike_internal.review (collection_id, review_id);

-- Accepted pairs drawn at random for people to judge, with their band of evidence at that time.
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
COMMENT ON TABLE lookalike_internal.review_sample IS 'Accepted pairs drawn at random for people to judge. A pair is drawn once only.';
COMMENT ON COLUMN lookalike_internal.review_sample.sample_id IS 'Number of the pair.';
COMMENT ON COLUMN lookalike_internal.review_sample.draw IS 'Number of the draw.';
COMMENT ON COLUMN lookalike_internal.review_sample.band IS 'Band of evidence of the pair at that time.';
COMMENT ON COLUMN lookalike_internal.review_sample.pixel_digest_a IS 'Digest of the pixels of the first picture; it sorts before the other digest.';
COMMENT ON COLUMN lookalike_internal.review_sample.pixel_digest_b IS 'Digest of the pixels of the other picture.';
COMMENT ON COLUMN lookalike_internal.review_sample.image_id_a IS 'The image of the drawn match that has the pixels of the first picture.';
COMMENT ON COLUMN lookalike_internal.review_sample.image_id_b IS 'The other image of that match.';
COMMENT ON COLUMN lookalike_internal.review_sample.drawn_at IS 'When it was drawn.';

-- Few rows: a report whose figures are those of the report before adds no row.
CREATE TABLE lookalike_internal.report (
    report_id bigint GENERATED ALWAYS AS IDENTITY,
    written_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    written_by text NOT NULL DEFAULT session_user,
    figures jsonb NOT NULL,
    CONSTRAINT report_pkey PRIMARY KEY (report_id)
);
COMMENT ON TABLE lookalike_internal.report IS 'Figures of the reports that were written, so that the next report can say what has changed. Rows are only added.';
COMMENT ON COLUMN lookalike_internal.report.report_id IS 'Number of the row; a later one is higher.';
COMMENT ON COLUMN lookalike_internal.report.written_at IS 'When a report with these figures was first written.';
COMMENT ON COLUMN lookalike_internal.report.written_by IS 'The role that wrote it.';
COMMENT ON COLUMN lookalike_internal.report.figures IS 'The figures by their names, as in view report_figure.';

-- Cases that people have in hand. A case is what one decision is about, and no number: a pair (both images), a cluster (its number), or
-- an image alone. So all rows of the queue about one of these are one case. 0 stands for what the case is not about.
CREATE TABLE lookalike_internal.lease (
    image_id_a bigint NOT NULL DEFAULT 0,
    image_id_b bigint NOT NULL DEFAULT 0,
    cluster_id integer NOT NULL DEFAULT 0,
    person text NOT NULL,
    taken_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    ends_at timestamptz NOT NULL,
    CONSTRAINT lease_pkey PRIMARY KEY (image_id_a, image_id_b, cluster_id),
    CONSTRAINT lease_case_check CHECK (
        CASE WHEN cluster_id <> 0 THEN image_id_a = 0 AND image_id_b = 0
             ELSE image_id_a > 0 AND (image_id_b = 0 OR image_id_b > image_id_a) END)
);
COMMENT ON TABLE lookalike_internal.lease IS 'Cases of the queue of reviews that people have in hand, so that two people do not get the same one.';
COMMENT ON COLUMN lookalike_internal.lease.image_id_a IS 'The image, or the image of the pair with the lower number; 0 for a cluster.';
COMMENT ON COLUMN lookalike_internal.lease.image_id_b IS 'The image of the pair with the higher number; 0 if the case is not a pair.';
COMMENT ON COLUMN lookalike_internal.lease.cluster_id IS 'The cluster; 0 if the case is a pair or an image.';
COMMENT ON COLUMN lookalike_internal.lease.person IS 'Name of the person who has the case.';
COMMENT ON COLUMN lookalike_internal.lease.taken_at IS 'When that person took it.';
COMMENT ON COLUMN lookalike_internal.lease.ends_at IS 'When the case goes back to the queue, unless the person looks at it again.';
