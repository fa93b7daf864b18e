-- A candidate knows how local codes lay one image on the other.
DROP FUNCTION IF EXISTS lookalike_internal.read_candidates(integer, double precision, bigint, bigint, integer);
DROP INDEX lookalike_internal.candidate_turn_idx;
ALTER TABLE lookalike_internal.candidate DROP COLUMN turn, DROP COLUMN place;
ALTER TABLE lookalike_internal.candidate ADD COLUMN votes smallint;
ALTER TABLE lookalike_internal.candidate ADD COLUMN placement real[];
ALTER TABLE lookalike_internal.candidate ADD COLUMN turn smallint GENERATED ALWAYS AS (
        CASE found_by WHEN 'detail' THEN 4 WHEN 'embedding' THEN 3 WHEN 'code' THEN 2 ELSE 1 END) STORED;
ALTER TABLE lookalike_internal.candidate ADD COLUMN place double precision GENERATED ALWAYS AS (
        CASE found_by
            WHEN 'detail' THEN CASE WHEN part < 0 THEN image_id_b ELSE image_id_a END
            WHEN 'code' THEN -coalesce(votes, 0)
            WHEN 'embedding' THEN -coalesce(similarity, 0)
            ELSE 0 END) STORED;
COMMENT ON COLUMN lookalike_internal.candidate.turn IS
    'Turn in which the pair is proven: 1 for pairs that hashes propose, 2 for local codes, 3 for embeddings, 4 for details.';
COMMENT ON COLUMN lookalike_internal.candidate.place IS
    'Order within the turn: the most shared corners and the most similar embeddings first, and details by the picture to which they may belong.';
COMMENT ON COLUMN lookalike_internal.candidate.votes IS
    'How many corners agree on how the two lie on each other, where local codes proposed the pair.';
COMMENT ON COLUMN lookalike_internal.candidate.placement IS
    'How they lie on each other then: the map from pixels of image a to pixels of image b, both with a longer side of at most '
    '512 pixels, three numbers for x and three for y.';
CREATE INDEX candidate_turn_idx ON lookalike_internal.candidate (turn, place, image_id_a, image_id_b);
