-- Bit i of the 64 (0 is the lowest) belongs to chunk i mod 3. Neighbouring bits of a perceptual hash
-- are correlated, and this spreads them over the chunks.
-- Users' indexes hold keys made with these masks, so the masks may never change.
CREATE OR REPLACE FUNCTION lookalike.hamming_mask(chunk integer)
    RETURNS bigint
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN (
        '{-7905747460161236407, 2635249153387078802, 5270498306774157604}'::bigint[]
    )[chunk + 1];

COMMENT ON FUNCTION lookalike.hamming_mask(integer) IS
    'Mask of the bits of a 64-bit hash that belong to a chunk (0, 1 or 2); null for any other chunk.';
