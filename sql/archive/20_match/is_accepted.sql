CREATE OR REPLACE FUNCTION lookalike_internal.is_accepted(
    has_same_pixels boolean, found_by text, phash_256_distance integer, proof text, threshold integer,
    decision text
) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN has_same_pixels
    OR CASE decision
           WHEN 'duplicate' THEN true
           WHEN 'not a duplicate' THEN false
           ELSE proof IS NOT DISTINCT FROM 'proven'
                OR (found_by = 'hash' AND phash_256_distance <= threshold
                    AND proof IS DISTINCT FROM 'not proven'
                    AND proof IS DISTINCT FROM 'part of') END;
COMMENT ON FUNCTION lookalike_internal.is_accepted(boolean, text, integer, text, integer, text) IS
    'Whether a pair is accepted as copies. The same pixels always are; then a decision of '
    'people counts. Without a decision, a pair is accepted if it is proven on the pixels, '
    'or if its hashes are close and the pixels were not compared or show too little to tell.';

-- The image of a file with several pages or frames is one of them, so its hash says nothing of the others.
CREATE OR REPLACE FUNCTION lookalike_internal.found_by_hash(
    a lookalike_internal.image, b lookalike_internal.image
) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN a.frame_count > 1 OR b.frame_count > 1 THEN 'page' ELSE 'hash' END;
COMMENT ON FUNCTION lookalike_internal.found_by_hash(lookalike_internal.image, lookalike_internal.image) IS
    'How a pair was found whose hashes are alike: hash, or page where a file has several pages or frames. Only the '
    'pixels of all pages can prove such a pair.';
