-- Stateful: created once by a migration. Which images belong together.

CREATE TABLE lookalike.cluster (
    cluster_id integer NOT NULL,
    images integer NOT NULL,
    weakest_phash_256_distance smallint,
    created_run_id bigint NOT NULL,
    retired_run_id bigint,
    CONSTRAINT cluster_pkey PRIMARY KEY (cluster_id),
    CONSTRAINT cluster_created_run_id_fkey FOREIGN KEY (created_run_id) REFERENCES lookalike.run,
    CONSTRAINT cluster_retired_run_id_fkey FOREIGN KEY (retired_run_id) REFERENCES lookalike.run,
    CONSTRAINT cluster_images_check CHECK ((images >= 2) = (retired_run_id IS NULL))
);

CREATE TABLE lookalike.cluster_member (
    image_id bigint NOT NULL,
    cluster_id integer NOT NULL,
    CONSTRAINT cluster_member_pkey PRIMARY KEY (image_id),
    CONSTRAINT cluster_member_image_id_fkey FOREIGN KEY (image_id)
        REFERENCES lookalike.image ON DELETE CASCADE,
    CONSTRAINT cluster_member_cluster_id_fkey FOREIGN KEY (cluster_id) REFERENCES lookalike.cluster
);

CREATE INDEX cluster_member_cluster_id_idx ON lookalike.cluster_member (cluster_id);

-- Merges and splits: images that went from one cluster to another.
CREATE TABLE lookalike.cluster_change (
    run_id bigint NOT NULL,
    from_cluster_id integer NOT NULL,
    to_cluster_id integer NOT NULL,
    images integer NOT NULL,
    CONSTRAINT cluster_change_pkey PRIMARY KEY (run_id, from_cluster_id, to_cluster_id),
    CONSTRAINT cluster_change_run_id_fkey FOREIGN KEY (run_id) REFERENCES lookalike.run,
    CONSTRAINT cluster_change_from_cluster_id_fkey FOREIGN KEY (from_cluster_id)
        REFERENCES lookalike.cluster,
    CONSTRAINT cluster_change_to_cluster_id_fkey FOREIGN KEY (to_cluster_id)
        REFERENCES lookalike.cluster
);
