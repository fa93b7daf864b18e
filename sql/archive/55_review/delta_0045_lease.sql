-- Cases that people have in hand.
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
