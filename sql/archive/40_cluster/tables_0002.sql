-- Stateful: run once by a migration. What changed since the last clustering, and what a cluster
-- is like.

-- Filled by triggers on match. Rows are only added, and an image may be in many: one that found its
-- row there already, and added none, would be lost when a clustering under way takes that row.
CREATE TABLE lookalike.unclustered (
    image_id bigint NOT NULL
);

-- Clusters are what the last clustering saw. An image may be gone by now; the next one finds its
-- cluster by the row that is still there, and takes both away.
ALTER TABLE lookalike.cluster_member DROP CONSTRAINT cluster_member_image_id_fkey;

ALTER TABLE lookalike.cluster
    ADD COLUMN representative_image_id bigint,
    ADD COLUMN weakest_image_id_a bigint,
    ADD COLUMN weakest_image_id_b bigint,
    ADD COLUMN diameter smallint,
    ADD COLUMN diameter_is_exact boolean,
    ADD COLUMN is_chained boolean;
