-- Of twenty copies, the original resembles most of the others, and most closely: each copy has lost something else. So its
-- pairs are proven first. They connect all copies, and they are the very pairs that are wanted in the end.
CREATE OR REPLACE FUNCTION lookalike_internal.find_hubs() RETURNS void
    LANGUAGE sql
    SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    WITH pair AS (
        SELECT c.image_id_a, c.image_id_b,
               -- A pair that was not found by its hashes counts like one whose hashes differ in a quarter of their bits.
               1 - coalesce(m.phash_256_distance, 64) / 128.0 AS weight
        FROM lookalike_internal.candidate c
        LEFT JOIN lookalike_internal.match m ON m.image_id_a = c.image_id_a AND m.image_id_b = c.image_id_b
        WHERE c.turn = 1
    ), hub AS (
        SELECT e.image_id, sum(e.weight) AS weight
        FROM (SELECT p.image_id_a AS image_id, p.weight FROM pair p
              UNION ALL SELECT p.image_id_b, p.weight FROM pair p) e
        GROUP BY e.image_id
    )
    UPDATE lookalike_internal.candidate c
    SET hub = greatest(a.weight, b.weight)
    FROM hub a, hub b
    WHERE c.turn = 1 AND a.image_id = c.image_id_a AND b.image_id = c.image_id_b;
END;
COMMENT ON FUNCTION lookalike_internal.find_hubs() IS
    'Says for each pair of the first turn how many others one of its images resembles; one step of propose_copies.';
