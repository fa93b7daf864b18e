-- Pairs that share corners. The loader finds them, as it compares all codes with all others:
--   count_unsearched, count_corners -> read_codes -> begin_code_pairs, COPY into pg_temp.code_pair, propose_code_pairs.

CREATE OR REPLACE FUNCTION lookalike_internal.count_unsearched() RETURNS bigint
    LANGUAGE sql STABLE
    SET search_path = pg_catalog, pg_temp
RETURN (
    SELECT count(*)
    FROM lookalike_internal.local_code l
    JOIN lookalike_internal.proposed p ON p.pixel_digest = l.pixel_digest
    WHERE l.panel = 0 AND NOT p.is_encoded);
COMMENT ON FUNCTION lookalike_internal.count_unsearched() IS
    'How many pictures with local codes wait until pictures that share their corners are looked for.';

CREATE OR REPLACE FUNCTION lookalike_internal.count_corners() RETURNS bigint
    LANGUAGE sql STABLE
    SET search_path = pg_catalog, pg_temp
RETURN (SELECT coalesce(sum(octet_length(l.codes) / 8), 0) FROM lookalike_internal.local_code l);
COMMENT ON FUNCTION lookalike_internal.count_corners() IS 'How many corners have a local code: the loader holds them all to search.';

CREATE OR REPLACE FUNCTION lookalike_internal.read_codes()
    RETURNS TABLE (image_id bigint, panel smallint, is_new boolean, codes bytea, points bytea)
    LANGUAGE sql STABLE
    SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT lookalike.image_of(l.pixel_digest), l.panel, NOT p.is_encoded, l.codes, l.points
    FROM lookalike_internal.local_code l
    JOIN lookalike_internal.proposed p ON p.pixel_digest = l.pixel_digest
    WHERE lookalike.image_of(l.pixel_digest) IS NOT NULL
    ORDER BY l.pixel_digest, l.panel;
END;
COMMENT ON FUNCTION lookalike_internal.read_codes() IS
    'The local codes of all pictures that are there, and of their panels, in the order of their digests; and which are new.';

CREATE OR REPLACE FUNCTION lookalike_internal.begin_code_pairs() RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    SET client_min_messages = warning
AS $$
BEGIN
    DROP TABLE IF EXISTS pg_temp.code_pair;
    CREATE TEMP TABLE code_pair (
        image_id_a bigint, image_id_b bigint, panel smallint, votes smallint, placement real[]) ON COMMIT DROP;
END
$$;
COMMENT ON FUNCTION lookalike_internal.begin_code_pairs() IS 'Makes pg_temp.code_pair for propose_code_pairs.';

CREATE OR REPLACE FUNCTION lookalike_internal.propose_code_pairs() RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    -- A pair may share corners as a whole and as a panel.
    INSERT INTO lookalike_internal.candidate AS c (image_id_a, image_id_b, found_by, panel, votes, placement)
    SELECT DISTINCT ON (n.image_id_a, n.image_id_b) n.image_id_a, n.image_id_b,
           CASE WHEN w.votes IS NULL THEN 'panel' ELSE 'code' END, p.panel, w.votes, w.placement
    FROM (SELECT DISTINCT x.image_id_a, x.image_id_b FROM pg_temp.code_pair x) n
    LEFT JOIN pg_temp.code_pair w
      ON w.image_id_a = n.image_id_a AND w.image_id_b = n.image_id_b AND w.panel IS NULL
    LEFT JOIN pg_temp.code_pair p
      ON p.image_id_a = n.image_id_a AND p.image_id_b = n.image_id_b AND p.panel IS NOT NULL
    WHERE NOT EXISTS (
        SELECT FROM lookalike_internal.match m
        WHERE m.image_id_a = n.image_id_a AND m.image_id_b = n.image_id_b
          AND (m.has_same_pixels OR m.proof IN ('proven', 'part of') OR (m.proof IS NOT NULL AND p.panel IS NULL)))
    ORDER BY n.image_id_a, n.image_id_b, w.votes DESC, p.votes DESC, p.panel
    ON CONFLICT (image_id_a, image_id_b) DO UPDATE SET
        votes = excluded.votes, placement = excluded.placement,
        panel = coalesce(c.panel, excluded.panel),
        found_by = CASE WHEN c.found_by IN ('embedding', 'detail') THEN excluded.found_by ELSE c.found_by END;
    UPDATE lookalike_internal.proposed p SET is_encoded = true
    FROM lookalike_internal.local_code l
    WHERE l.pixel_digest = p.pixel_digest AND l.panel = 0 AND NOT p.is_encoded;
    PERFORM lookalike_internal.drop_refuted();
    PERFORM lookalike_internal.analyze_if_grown('lookalike_internal.candidate');
END
$$;
COMMENT ON FUNCTION lookalike_internal.propose_code_pairs() IS
    'Adds the pairs in pg_temp.code_pair to table candidate. All pictures with local codes count as searched then.';
