-- The pairs of which one may be part of the other: a panel of a composite, or a page of a file.

-- Each new picture among the panels of others, and each of its panels among all others.
CREATE OR REPLACE FUNCTION lookalike_internal.propose_panels(radius integer) RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    SET plan_cache_mode = force_custom_plan
    SET enable_hashjoin = off
    SET enable_seqscan = off
AS $$
DECLARE
    low_quality real := lookalike.get_setting('low_quality')::real;
BEGIN
    INSERT INTO lookalike_internal.candidate AS c (image_id_a, image_id_b, found_by, panel)
    SELECT DISTINCT ON (1, 2) least(f.whole_id, f.part_id), greatest(f.whole_id, f.part_id), 'panel',
           CASE WHEN f.whole_id < f.part_id THEN f.panel ELSE -f.panel END
    FROM (
        SELECT lookalike.image_of(n.pixel_digest) AS whole_id, q.image_id AS part_id, n.panel, n.distance
        FROM pg_temp.probe q
        CROSS JOIN LATERAL (
            SELECT p.pixel_digest, p.panel, lookalike.hamming_distance(p.phash, q.phash) AS distance
            FROM lookalike_internal.panel p
            WHERE lookalike.within(p.phash, q.phash, propose_panels.radius)
              AND p.pixel_digest <> q.pixel_digest AND p.quality >= low_quality
            LIMIT 20
        ) n
        WHERE q.is_new
        UNION ALL
        SELECT q.image_id, n.image_id, p.panel, n.distance
        FROM pg_temp.picture q
        JOIN lookalike_internal.panel p ON p.pixel_digest = q.pixel_digest AND p.quality >= low_quality
        CROSS JOIN LATERAL (
            SELECT f.image_id, lookalike.hamming_distance(f.phash, p.phash) AS distance
            FROM lookalike_internal.fingerprint f
            JOIN lookalike_internal.present_image i ON i.image_id = f.image_id
            WHERE lookalike.within(f.phash, p.phash, propose_panels.radius)
              AND i.pixel_digest <> q.pixel_digest
              AND f.quality >= low_quality AND f.image_id = lookalike.image_of(i.pixel_digest)
            LIMIT 20
        ) n
        WHERE q.is_new
    ) f
    WHERE f.whole_id IS NOT NULL
    ORDER BY 1, 2, f.distance, f.panel
    ON CONFLICT (image_id_a, image_id_b) DO UPDATE SET
        panel = excluded.panel,
        found_by = CASE WHEN c.found_by IN ('code', 'embedding', 'detail') THEN excluded.found_by ELSE c.found_by END
    WHERE c.panel IS NULL;
END
$$;
COMMENT ON FUNCTION lookalike_internal.propose_panels(integer) IS
    'Proposes images of which the pictures in pg_temp.probe may be a panel, and images that may be a panel of these, by '
    'their hashes; one step of propose_copies.';

-- Each new picture among the pages of others, and each of its pages among all pictures and pages.
CREATE OR REPLACE FUNCTION lookalike_internal.propose_pages(radius integer) RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    SET plan_cache_mode = force_custom_plan
    SET enable_hashjoin = off
    SET enable_seqscan = off
AS $$
DECLARE
    low_quality real := lookalike.get_setting('low_quality')::real;
BEGIN
    INSERT INTO lookalike_internal.candidate AS c (image_id_a, image_id_b, found_by, page)
    SELECT DISTINCT ON (1, 2) least(f.whole_id, f.part_id), greatest(f.whole_id, f.part_id), 'page',
           CASE WHEN f.whole_id < f.part_id THEN f.page ELSE -f.page END
    FROM (
        SELECT n.image_id AS whole_id, q.image_id AS part_id, n.page, n.distance
        FROM pg_temp.probe q
        CROSS JOIN LATERAL (
            SELECT p.image_id, p.page, lookalike.hamming_distance(p.phash, q.phash) AS distance
            FROM lookalike_internal.page p
            JOIN lookalike_internal.present_image i ON i.image_id = p.image_id
            WHERE lookalike.within(p.phash, q.phash, propose_pages.radius)
              AND i.pixel_digest <> q.pixel_digest
              AND p.quality >= low_quality AND p.image_id = lookalike.image_of(i.pixel_digest)
            LIMIT 20
        ) n
        WHERE q.is_new
        UNION ALL
        SELECT q.image_id, n.image_id, p.page, n.distance
        FROM pg_temp.picture q
        JOIN lookalike_internal.page p ON p.image_id = q.image_id AND p.quality >= low_quality
        CROSS JOIN LATERAL (
            (SELECT f.image_id, lookalike.hamming_distance(f.phash, p.phash) AS distance
             FROM lookalike_internal.fingerprint f
             JOIN lookalike_internal.present_image i ON i.image_id = f.image_id
             WHERE lookalike.within(f.phash, p.phash, propose_pages.radius)
               AND i.pixel_digest <> q.pixel_digest
               AND f.quality >= low_quality AND f.image_id = lookalike.image_of(i.pixel_digest)
             LIMIT 20)
            UNION ALL
            (SELECT o.image_id, lookalike.hamming_distance(o.phash, p.phash)
             FROM lookalike_internal.page o
             JOIN lookalike_internal.present_image i ON i.image_id = o.image_id
             WHERE lookalike.within(o.phash, p.phash, propose_pages.radius)
               AND i.pixel_digest <> q.pixel_digest
               AND o.quality >= low_quality AND o.image_id = lookalike.image_of(i.pixel_digest)
             LIMIT 20)
        ) n
        WHERE q.is_new
    ) f
    ORDER BY 1, 2, f.distance, f.page
    ON CONFLICT (image_id_a, image_id_b) DO UPDATE SET
        page = excluded.page,
        found_by = CASE WHEN c.found_by IN ('code', 'embedding', 'detail') THEN excluded.found_by ELSE c.found_by END
    WHERE c.page IS NULL;
END
$$;
COMMENT ON FUNCTION lookalike_internal.propose_pages(integer) IS
    'Proposes files of which the pictures in pg_temp.probe may be a page, and images that show a page of these; one '
    'step of propose_copies.';
