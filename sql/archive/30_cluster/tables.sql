-- State, as it is today: clusters and their members.
-- A change edits this file and adds a delta (../README.md).

CREATE TABLE lookalike_internal.cluster (
    cluster_id integer NOT NULL,
    images integer NOT NULL,
    weakest_phash_256_distance smallint,
    created_run_id bigint NOT NULL,
    retired_run_id bigint,
    central_image_id bigint,
    weakest_image_id_a bigint,
    weakest_image_id_b bigint,
    diameter smallint,
    is_diameter_exact boolean,
    is_chained boolean,
    CONSTRAINT cluster_pkey PRIMARY KEY (cluster_id),
    CONSTRAINT cluster_created_run_id_fkey FOREIGN KEY (created_run_id) REFERENCES lookalike_internal.run,
    CONSTRAINT cluster_retired_run_id_fkey FOREIGN KEY (retired_run_id) REFERENCES lookalike_internal.run,
    CONSTRAINT cluster_images_check CHECK ((images >= 2) = (retired_run_id IS NULL))
);
COMMENT ON TABLE lookalike_internal.cluster IS 'Images that are copies of each other, directly or through others.';
COMMENT ON COLUMN lookalike_internal.cluster.cluster_id IS
    'Number of the cluster; the cluster keeps it from run to run, and no other cluster ever gets it.';
COMMENT ON COLUMN lookalike_internal.cluster.images IS 'How many images it has; 0 once it is retired.';
COMMENT ON COLUMN lookalike_internal.cluster.weakest_phash_256_distance IS
    'Largest 256-bit distance among the matches that hold the cluster together.';
COMMENT ON COLUMN lookalike_internal.cluster.weakest_image_id_a IS 'One image of a match with that distance: of several, the first by collection and path of both.';
COMMENT ON COLUMN lookalike_internal.cluster.weakest_image_id_b IS
    'The other image of that match; it sorts after the first.';
COMMENT ON COLUMN lookalike_internal.cluster.central_image_id IS
    'The image with the most accepted matches in the cluster; of several, the first by collection and path.';
COMMENT ON COLUMN lookalike_internal.cluster.diameter IS
    'Largest 256-bit distance between any two images of the cluster, matched or not.';
COMMENT ON COLUMN lookalike_internal.cluster.is_diameter_exact IS
    'False where there are too many different hashes to compare all: the diameter is then a lower bound.';
COMMENT ON COLUMN lookalike_internal.cluster.is_chained IS
    'Whether the cluster holds images that are too far apart for a match of their own and that only others connect; if '
    'the diameter is not exact, false means only that no such images were found.';
COMMENT ON COLUMN lookalike_internal.cluster.created_run_id IS 'Cluster run that formed it.';
COMMENT ON COLUMN lookalike_internal.cluster.retired_run_id IS
    'Cluster run in which the cluster was dissolved or merged into another; null while it exists.';

-- Clusters are as of the last clustering. The row of an image that was deleted since then stays: by it
-- the next clustering finds the cluster that has changed.
CREATE TABLE lookalike_internal.cluster_member (
    image_id bigint NOT NULL,
    cluster_id integer NOT NULL,
    CONSTRAINT cluster_member_pkey PRIMARY KEY (image_id),
    CONSTRAINT cluster_member_cluster_id_fkey FOREIGN KEY (cluster_id) REFERENCES lookalike_internal.cluster
);
COMMENT ON TABLE lookalike_internal.cluster_member IS 'The clusters of images.';
COMMENT ON COLUMN lookalike_internal.cluster_member.image_id IS
    'The image; an image that was deleted since the last clustering still has a row.';
COMMENT ON COLUMN lookalike_internal.cluster_member.cluster_id IS 'Its cluster.';
CREATE INDEX cluster_member_cluster_id_idx ON lookalike_internal.cluster_member (cluster_id);

-- Merges and splits: images that went from one cluster to another.
CREATE TABLE lookalike_internal.cluster_change (
    run_id bigint NOT NULL,
    from_cluster_id integer NOT NULL,
    to_cluster_id integer NOT NULL,
    images integer NOT NULL,
    CONSTRAINT cluster_change_pkey PRIMARY KEY (run_id, from_cluster_id, to_cluster_id),
    CONSTRAINT cluster_change_run_id_fkey FOREIGN KEY (run_id) REFERENCES lookalike_internal.run,
    CONSTRAINT cluster_change_from_cluster_id_fkey FOREIGN KEY (from_cluster_id)
        REFERENCES lookalike_internal.cluster,
    CONSTRAINT cluster_change_to_cluster_id_fkey FOREIGN KEY (to_cluster_id)
        REFERENCES lookalike_internal.cluster
);
COMMENT ON TABLE lookalike_internal.cluster_change IS 'Merges and splits: images that went from one cluster to another.';
COMMENT ON COLUMN lookalike_internal.cluster_change.run_id IS 'Cluster run in which the images went.';
COMMENT ON COLUMN lookalike_internal.cluster_change.from_cluster_id IS 'Cluster in which they were.';
COMMENT ON COLUMN lookalike_internal.cluster_change.to_cluster_id IS 'Cluster to which they went.';
COMMENT ON COLUMN lookalike_internal.cluster_change.images IS 'Number of those images.';

-- Triggers on match add rows, one for each change, even if the image has a row already: a clustering
-- at the same time may take the older row, and the later change would be lost.
CREATE TABLE lookalike_internal.unclustered (
    image_id bigint NOT NULL,
    change_id bigint GENERATED ALWAYS AS IDENTITY,
    CONSTRAINT unclustered_pkey PRIMARY KEY (image_id, change_id)
);
COMMENT ON TABLE lookalike_internal.unclustered IS 'Images whose accepted matches changed since the last clustering; an image may be here more than once.';
COMMENT ON COLUMN lookalike_internal.unclustered.image_id IS 'The image.';
COMMENT ON COLUMN lookalike_internal.unclustered.change_id IS 'Number of the row, as an image may have several.';

-- Accepted matches between two clusters that decisions keep apart. Only clustering writes this table.
CREATE TABLE lookalike_internal.cut_match (
    image_id_a bigint NOT NULL,
    image_id_b bigint NOT NULL,
    CONSTRAINT cut_match_pkey PRIMARY KEY (image_id_a, image_id_b)
);
COMMENT ON TABLE lookalike_internal.cut_match IS
    'Accepted matches between two clusters that are kept apart because people decided that two of their pictures are '
    'not duplicates; as of the last clustering.';
COMMENT ON COLUMN lookalike_internal.cut_match.image_id_a IS 'The image with the lower number.';
COMMENT ON COLUMN lookalike_internal.cut_match.image_id_b IS 'The image with the higher number.';
CREATE INDEX cut_match_image_id_b_idx ON lookalike_internal.cut_match (image_id_b);
