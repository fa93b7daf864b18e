-- The three chunks are probed with 4,918 keys at radius 11, 12,233 at 12 and 50,537 at 15.
-- Free to change: no index depends on it.
CREATE OR REPLACE FUNCTION lookalike.hamming_probe_limit()
    RETURNS integer
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN 11;

COMMENT ON FUNCTION lookalike.hamming_probe_limit() IS
    'The largest radius at which probing the hamming indexes pays; '
    'beyond it every row is compared.';

-- At most 5,000 keys for the longer hashes too: six chunks are probed with 4,306 at radius 19 and
-- 5,636 at 20, twelve with 4,412 at 36 and 5,742 at 37.
CREATE OR REPLACE FUNCTION lookalike.hamming_probe_limit(bits integer)
    RETURNS integer
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN CASE bits WHEN 64 THEN lookalike.hamming_probe_limit()
                     WHEN 128 THEN 19
                     WHEN 256 THEN 36
           END;

COMMENT ON FUNCTION lookalike.hamming_probe_limit(integer) IS
    'hamming_probe_limit() for hashes of 64, 128 or 256 bits; null for any other length.';
