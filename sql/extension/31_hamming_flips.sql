-- Breadth first: patterns with few flips come first. Each pattern comes once, because a pattern
-- grows only by a bit above its highest.
CREATE OR REPLACE FUNCTION lookalike.hamming_flips(chunk integer, flips integer)
    RETURNS bigint[]
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    COST 100
BEGIN ATOMIC
    WITH RECURSIVE pattern (size, next_bit, bits) AS (
        SELECT 0, chunk, 0::bigint
        WHERE flips >= 0
        UNION ALL
        SELECT size + 1, i + 3, bits | (1::bigint << i)
        FROM pattern, generate_series(next_bit, 63, 3) AS i
        WHERE size < flips
    )
    SELECT coalesce(array_agg(bits), '{}')
    FROM pattern;
END;

COMMENT ON FUNCTION lookalike.hamming_flips(integer, integer) IS
    'All patterns with at most so many bits set within a chunk (0, 1 or 2); empty if flips is negative.';
