-- Stateful: created once by a migration. Which images are alike, and by what evidence.

-- One row for all images with the same two hashes: it is indexed and compared once, however many
-- images it stands for. Images of low quality are in none.
CREATE TABLE lookalike.representative (
    image_id bigint NOT NULL,
    phash bit(64) NOT NULL,
    phash_256 bit(256) NOT NULL,
    matched_radius smallint,
    CONSTRAINT representative_pkey PRIMARY KEY (image_id),
    CONSTRAINT representative_image_id_fkey FOREIGN KEY (image_id)
        REFERENCES lookalike.image ON DELETE CASCADE
);

CREATE TABLE lookalike.match (
    image_id_a bigint NOT NULL,
    image_id_b bigint NOT NULL,
    same_file boolean NOT NULL,
    same_pixels boolean NOT NULL,
    phash_distance smallint,
    phash_256_distance smallint,
    relation text NOT NULL,
    accepted boolean NOT NULL,
    run_id bigint NOT NULL,
    CONSTRAINT match_pkey PRIMARY KEY (image_id_a, image_id_b),
    CONSTRAINT match_order_check CHECK (image_id_a < image_id_b),
    CONSTRAINT match_image_id_a_fkey FOREIGN KEY (image_id_a)
        REFERENCES lookalike.image ON DELETE CASCADE,
    CONSTRAINT match_image_id_b_fkey FOREIGN KEY (image_id_b)
        REFERENCES lookalike.image ON DELETE CASCADE,
    CONSTRAINT match_run_id_fkey FOREIGN KEY (run_id) REFERENCES lookalike.run,
    CONSTRAINT match_relation_check CHECK (relation IN (
        'identical file', 'identical image', 're-encoded', 'resized', 'toned', 'edited')),
    CONSTRAINT match_evidence_check CHECK (
        same_file OR same_pixels
        OR (phash_distance IS NOT NULL AND phash_256_distance IS NOT NULL))
);

CREATE INDEX match_image_id_b_idx ON lookalike.match (image_id_b);
