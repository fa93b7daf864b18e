-- Stateful: run once by a migration. In which order the pairs of a turn are looked at: the surest
-- embeddings first; details of one picture one after the other, as its parts are looked at closely.
ALTER TABLE lookalike.candidate
    ADD COLUMN place double precision GENERATED ALWAYS AS (
        CASE proposed_by
            WHEN 'detail' THEN CASE WHEN part < 0 THEN image_id_b ELSE image_id_a END
            WHEN 'embedding' THEN -coalesce(similarity, 0)
            ELSE 0 END) STORED;
DROP INDEX lookalike.candidate_turn_idx;
CREATE INDEX candidate_turn_idx ON lookalike.candidate (turn, place, image_id_a, image_id_b);
