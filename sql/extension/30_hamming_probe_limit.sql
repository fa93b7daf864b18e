-- The three chunks are probed with 4,918 keys at radius 11, 12,233 at 12 and 50,537 at 15.
-- Free to change: no index depends on it.
CREATE OR REPLACE FUNCTION lookalike.hamming_probe_limit()
    RETURNS integer
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN 11;

COMMENT ON FUNCTION lookalike.hamming_probe_limit() IS
    'The largest radius at which probing the hamming indexes pays; '
    'beyond it every row is compared.';
