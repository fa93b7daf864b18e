-- A candidate knows how many images one of the two resembles.
DROP FUNCTION IF EXISTS lookalike_internal.read_candidates(integer, double precision, bigint, bigint, integer);
DROP INDEX lookalike_internal.candidate_turn_idx;
ALTER TABLE lookalike_internal.candidate DROP COLUMN turn, DROP COLUMN place;
ALTER TABLE lookalike_internal.candidate ADD COLUMN hub real;
ALTER TABLE lookalike_internal.candidate ADD COLUMN turn smallint GENERATED ALWAYS AS (
        CASE found_by WHEN 'detail' THEN 4 WHEN 'embedding' THEN 3 WHEN 'code' THEN 2 ELSE 1 END) STORED;
ALTER TABLE lookalike_internal.candidate ADD COLUMN place double precision GENERATED ALWAYS AS (
        CASE found_by
            WHEN 'detail' THEN CASE WHEN part < 0 THEN image_id_b ELSE image_id_a END
            WHEN 'code' THEN -coalesce(votes, 0)
            WHEN 'embedding' THEN -coalesce(similarity, 0)
            ELSE -coalesce(hub, 0) END) STORED;
COMMENT ON COLUMN lookalike_internal.candidate.turn IS
    'Turn in which the pair is proven: 1 for pairs that hashes propose, 2 for local codes, 3 for embeddings, 4 for details.';
COMMENT ON COLUMN lookalike_internal.candidate.place IS
    'Order within the turn: the pairs of an image with many pairs, the most shared corners and the most similar embeddings first, '
    'and details by the picture to which they may belong.';
COMMENT ON COLUMN lookalike_internal.candidate.hub IS
    'How many other images one of the two resembles, near ones counting more; the larger number of the two.';
CREATE INDEX candidate_turn_idx ON lookalike_internal.candidate (turn, place, image_id_a, image_id_b);
