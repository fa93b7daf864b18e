-- Stateful: run once by a migration. What is proposed as a copy and has to be proven, and the proofs.

ALTER TABLE lookalike.run
    DROP CONSTRAINT run_stage_check,
    ADD CONSTRAINT run_stage_check CHECK (
        stage IN ('scan', 'embed', 'match', 'prove', 'cluster', 'classify'));

ALTER TABLE lookalike.match
    ADD COLUMN proposed_by text NOT NULL DEFAULT 'hash',
    ADD COLUMN variant smallint,
    ADD COLUMN embedding_similarity real,
    ADD COLUMN proof text,
    ADD COLUMN inliers integer,
    ADD COLUMN correlation real,
    ADD COLUMN agreement real,
    ADD COLUMN overlap real,
    ADD COLUMN scale real,
    ADD COLUMN angle real,
    ADD COLUMN is_mirrored boolean,
    ADD COLUMN is_negative boolean,
    ADD COLUMN inner_image_id bigint,
    ADD COLUMN x integer,
    ADD COLUMN y integer,
    ADD COLUMN width integer,
    ADD COLUMN height integer,
    ADD COLUMN derived_image_id bigint,
    DROP CONSTRAINT match_relation_check,
    ADD CONSTRAINT match_relation_check CHECK (
        string_to_array(relation, ', ') <@ ARRAY[
            'identical file', 'identical image', 'mirrored', 'rotated', 'negative', 'cropped',
            'bordered', 'resized', 'toned', 'edited', 're-encoded']),
    ADD CONSTRAINT match_proposed_by_check CHECK (
        proposed_by IN ('hash', 'variant', 'content', 'embedding', 'detail', 'cluster')),
    ADD CONSTRAINT match_proof_check CHECK (
        proof IN ('proven', 'borne out', 'inconclusive', 'not proven', 'connected')),
    ADD CONSTRAINT match_direction_check CHECK (
        derived_image_id IN (image_id_a, image_id_b) AND inner_image_id IN (image_id_a, image_id_b));

-- What the next proving has to look at among the matches by hash.
CREATE INDEX match_unproven_idx ON lookalike.match (image_id_a, image_id_b)
    WHERE proof IS NULL AND NOT same_file AND NOT same_pixels;
CREATE INDEX match_derived_image_id_idx ON lookalike.match (derived_image_id)
    WHERE derived_image_id IS NOT NULL;

-- Pairs that wait to be proven.
CREATE TABLE lookalike.candidate (
    image_id_a bigint NOT NULL,
    image_id_b bigint NOT NULL,
    proposed_by text NOT NULL,
    variant smallint,
    similarity real,
    part smallint,
    turn smallint GENERATED ALWAYS AS (
        CASE proposed_by WHEN 'detail' THEN 3 WHEN 'embedding' THEN 2 ELSE 1 END) STORED,
    CONSTRAINT candidate_pkey PRIMARY KEY (image_id_a, image_id_b),
    CONSTRAINT candidate_order_check CHECK (image_id_a < image_id_b),
    CONSTRAINT candidate_image_id_a_fkey FOREIGN KEY (image_id_a)
        REFERENCES lookalike.image ON DELETE CASCADE,
    CONSTRAINT candidate_image_id_b_fkey FOREIGN KEY (image_id_b)
        REFERENCES lookalike.image ON DELETE CASCADE
);

CREATE INDEX candidate_image_id_b_idx ON lookalike.candidate (image_id_b);
CREATE INDEX candidate_turn_idx ON lookalike.candidate (turn);

-- The pictures, by their pixels, that copies have been looked for of.
CREATE TABLE lookalike.proposed (
    pixel_digest bytea NOT NULL,
    embedded boolean NOT NULL,
    CONSTRAINT proposed_pkey PRIMARY KEY (pixel_digest)
);
