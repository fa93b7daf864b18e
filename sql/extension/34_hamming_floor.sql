-- Beyond the limit, a search reads the whole index of chunk 0, from this floor up.
-- This is an index condition and not "radius > limit": where the radius is a parameter or a column,
-- one arm of the OR without an index would rule out the indexes for all arms.
CREATE OR REPLACE FUNCTION lookalike.hamming_floor(radius integer)
    RETURNS bigint
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN CASE WHEN radius > lookalike.hamming_probe_limit()
                THEN '-9223372036854775808'::bigint
           END;

COMMENT ON FUNCTION lookalike.hamming_floor(integer) IS
    'The least key there is if the radius is beyond hamming_probe_limit(), else null.';

CREATE OR REPLACE FUNCTION lookalike.hamming_floor(radius integer, bits integer)
    RETURNS bigint
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN CASE WHEN radius > lookalike.hamming_probe_limit(bits)
                THEN '-9223372036854775808'::bigint
           END;

COMMENT ON FUNCTION lookalike.hamming_floor(integer, integer) IS
    'The least key there is if the radius is beyond hamming_probe_limit(bits), else null.';
