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
                    AND proof IS DISTINCT FROM 'not proven') END;
COMMENT ON FUNCTION lookalike_internal.is_accepted(boolean, text, integer, text, integer, text) IS
    'Whether a pair is accepted as copies. The same pixels always are; then a decision of '
    'people counts. Without a decision, a pair is accepted if it is proven on the pixels, '
    'or if its hashes are close and the pixels were not compared or show too little to tell.';
