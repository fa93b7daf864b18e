-- Stateful: run once by a migration. Crowds, the queues of the next match, and passes under way.

-- What waits is kept in tables of their own: to mark ten million rows of image or representative as
-- done would write each of them anew, and all their entries in indexes.
CREATE TABLE lookalike.unmatched_image (
    image_id bigint NOT NULL,
    CONSTRAINT unmatched_image_pkey PRIMARY KEY (image_id)
);

INSERT INTO lookalike.unmatched_image (image_id)
SELECT i.image_id FROM lookalike.image i WHERE i.matched_run_id IS NULL;

CREATE TABLE lookalike.unmatched_representative (
    image_id bigint NOT NULL,
    CONSTRAINT unmatched_representative_pkey PRIMARY KEY (image_id)
);

INSERT INTO lookalike.unmatched_representative (image_id)
SELECT r.image_id FROM lookalike.representative r
WHERE r.matched_radius IS DISTINCT FROM (
    SELECT (m.settings->>'radius')::smallint FROM lookalike.run m
    WHERE m.stage = 'match' ORDER BY m.run_id DESC LIMIT 1);

-- To drop and make again a foreign key, as loading in bulk does, would lock table image against all
-- readers; to check it ten million times takes minutes. A trigger on image does what it did.
ALTER TABLE lookalike.representative
    DROP CONSTRAINT representative_image_id_fkey,
    DROP COLUMN matched_radius,
    ADD COLUMN crowded boolean NOT NULL DEFAULT false,
    ADD COLUMN crowd_id bigint,
    ADD CONSTRAINT representative_crowd_id_check CHECK (crowded OR crowd_id IS NULL);

CREATE INDEX representative_crowd_id_idx ON lookalike.representative (crowd_id) WHERE crowded;

CREATE TABLE lookalike.match_pass (
    plan text NOT NULL,
    pass integer NOT NULL,
    CONSTRAINT match_pass_pkey PRIMARY KEY (plan, pass)
);
