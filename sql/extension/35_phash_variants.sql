-- A mirrored or turned picture has the same frequencies with other signs and places: mirroring left
-- and right changes the sign of every odd frequency across, top and bottom that of every odd one
-- down, and transposing exchanges across and down. A bit says whether a frequency is above the
-- median of all, so a change of signs moves the median, too. Where only the hash is known, up to
-- eleven bits of 64 are then wrong; where the hashes of the three mirrorings are kept (flips), no bit is.
CREATE OR REPLACE FUNCTION lookalike.phash_transposed(h bit(64)) RETURNS bit(64)
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
    -- Across the main diagonal of 8 x 8 bits, in blocks of one, of two, of four.
    WITH one AS (
        SELECT h::bigint AS x, (h::bigint # (h::bigint >> 7)) & x'00AA00AA00AA00AA'::bigint AS t
    ), two AS (
        SELECT s.x, (s.x # (s.x >> 14)) & x'0000CCCC0000CCCC'::bigint AS t
        FROM (SELECT o.x # o.t # (o.t << 7) AS x FROM one o) s
    ), four AS (
        SELECT s.x, (s.x # (s.x >> 28)) & x'00000000F0F0F0F0'::bigint AS t
        FROM (SELECT w.x # w.t # (w.t << 14) AS x FROM two w) s
    )
    SELECT (f.x # f.t # (f.t << 28))::bit(64) FROM four f;
END;
COMMENT ON FUNCTION lookalike.phash_transposed(bit) IS
    'The hash of the picture transposed: mirrored on its main diagonal.';

CREATE OR REPLACE FUNCTION lookalike.phash_variants(h bit(64), flips bit(192) DEFAULT NULL)
    RETURNS TABLE (variant integer, phash bit(64))
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    ROWS 15
BEGIN ATOMIC
    WITH mirrored (mirroring, phash) AS (
        VALUES (0, h),
               (1, coalesce(substring(flips FROM 1 FOR 64)::bit(64), h # x'5555555555555555')),
               (2, coalesce(substring(flips FROM 65 FOR 64)::bit(64), h # x'00FF00FF00FF00FF')),
               (3, coalesce(substring(flips FROM 129 FOR 64)::bit(64), h # x'55AA55AA55AA55AA'))
    ), turned (variant, phash) AS (
        SELECT m.mirroring, m.phash FROM mirrored m
        UNION ALL
        SELECT m.mirroring + 4, lookalike.phash_transposed(m.phash) FROM mirrored m
    )
    SELECT t.variant, t.phash FROM turned t WHERE t.variant > 0
    UNION ALL
    -- The mean brightness is the largest of all in every picture, so its bit stays.
    SELECT t.variant + 8, t.phash # x'7FFFFFFFFFFFFFFF' FROM turned t;
END;
COMMENT ON FUNCTION lookalike.phash_variants(bit, bit) IS
    'The 15 hashes that mirrored, turned and inverted copies of a picture have, by number: 1 mirrored '
    'left and right, 2 top and bottom, 4 transposed (after that), 8 negative, and their sums. With '
    'flips (the hashes of the picture mirrored left and right, top and bottom, and both) a hash is '
    'one or two bits off that of the picture really turned, three if it is inverted; without flips, '
    'about three bits of 64.';
