-- The one place that says what it takes.
CREATE OR REPLACE FUNCTION lookalike.is_accepted(
    same_pixels boolean, proposed_by text, phash_256_distance integer, proof text, threshold integer
) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN same_pixels
    OR proof IS NOT DISTINCT FROM 'proven'
    OR (proposed_by = 'hash' AND phash_256_distance <= threshold
        AND proof IS DISTINCT FROM 'not proven');
COMMENT ON FUNCTION lookalike.is_accepted(boolean, text, integer, text, integer) IS
    'Whether a pair is accepted as copies: it has the same pixels, or is proven on the pixels, or its hashes are close and the pixels do not contradict them.';
