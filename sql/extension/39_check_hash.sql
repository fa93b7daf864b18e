-- PostgreSQL ignores the length in the type of an argument, so a hash of another length comes this far. A shorter one is
-- compared rightly, as if zeros stood before it. Of a longer one, bits would be left out. Inlined, the check is one length().
-- It costs nothing, for the planner: the distance has to be computed before the keys.
CREATE OR REPLACE FUNCTION lookalike.refuse_hash(h bit, bits integer)
    RETURNS bit
    LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE
    COST 0.01
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RAISE EXCEPTION USING
        ERRCODE = 'string_data_length_mismatch',
        MESSAGE = format('within%s() compares hashes of %s bits, not of %s',
                         CASE WHEN bits > 64 THEN '_' || bits END, bits, length(h)),
        HINT = CASE WHEN length(h) IN (128, 256)
                    THEN format('For hashes of %s bits: within_%1$s().', length(h))
                    ELSE 'Hashes have 64, 128 or 256 bits. From hexadecimal text: '
                         '(''x'' || text)::bit(64).' END;
END
$$;

COMMENT ON FUNCTION lookalike.refuse_hash(bit, integer) IS
    'Raises the error for a hash that has more than this many bits; one step of check_hash.';

CREATE OR REPLACE FUNCTION lookalike.check_hash(h bit, bits integer)
    RETURNS bit
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN CASE WHEN length(h) <= bits THEN h ELSE lookalike.refuse_hash(h, bits) END;

COMMENT ON FUNCTION lookalike.check_hash(bit, integer) IS
    'The hash, if it has at most this many bits or is null; otherwise an error that says which function to use.';
