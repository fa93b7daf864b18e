-- Which of equal pairs is proven first depends on their pixels, and not on the order of scanning.
DROP FUNCTION IF EXISTS lookalike_internal.read_candidates(integer, double precision, bigint, bigint, integer);
DROP INDEX lookalike_internal.candidate_turn_idx;
ALTER TABLE lookalike_internal.candidate DROP COLUMN place;
ALTER TABLE lookalike_internal.candidate ADD COLUMN place double precision GENERATED ALWAYS AS (
        CASE found_by
            WHEN 'detail' THEN 0
            WHEN 'code' THEN -coalesce(votes, 0)
            WHEN 'embedding' THEN -coalesce(similarity, 0)
            ELSE -coalesce(hub, 0) END) STORED;
ALTER TABLE lookalike_internal.candidate ADD COLUMN tie bigint;
COMMENT ON COLUMN lookalike_internal.candidate.place IS
    'Order within the turn: the pairs of an image with many pairs, the most shared corners and the most similar embeddings first.';
COMMENT ON COLUMN lookalike_internal.candidate.tie IS
    'Order of pairs with one place, from the pixels of both, so that it does not depend on the order of scanning; details of one '
    'picture one after the other. Null until the turn begins.';
CREATE INDEX candidate_turn_idx ON lookalike_internal.candidate (turn, place, tie, image_id_a, image_id_b);
