-- Proving, as the loader calls it:
--   start_proving -> CALL propose_copies -> for each turn: drop_connected, break_ties, and for each page:
--   read_candidates, COPY into pg_temp.proof, store_proofs -> finish_proving.

CREATE OR REPLACE FUNCTION lookalike_internal.start_proving(OUT run_id bigint, OUT threshold integer)
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    SET client_min_messages = warning
AS $$
#variable_conflict use_column
BEGIN
    PERFORM lookalike_internal.lock_stage('prove', 'session');
    threshold := coalesce((SELECT l.threshold FROM lookalike_internal.last_match l),
                          lookalike.get_setting('match_threshold')::integer);
    run_id := lookalike_internal.start_run('prove', (
        SELECT jsonb_object_agg(s.name, s.value) FROM lookalike_internal.setting s
        WHERE s.name IN ('variant_radius', 'embedding_neighbours', 'embedding_similarity', 'detail_neighbours', 'detail_similarity',
                         'possible_similarity', 'score_normalisation')));
    DROP TABLE IF EXISTS pg_temp.proof;
    CREATE TEMP TABLE proof (
        image_id_a bigint, image_id_b bigint, proof text, inliers integer, correlation real,
        agreement real, overlap real, scale real, angle real, is_mirrored boolean,
        is_negative boolean, inner_image_id bigint, x integer, y integer, width integer,
        height integer, relation text, derived_image_id bigint, changed real, page integer
    );
END
$$;
COMMENT ON FUNCTION lookalike_internal.start_proving() IS
    'Starts proving for this session, and makes pg_temp.proof for store_proofs.';

-- Digests are as good as random numbers. Their first bits say the order of pairs; those of the picture whose details are
-- looked at come first, so that its details follow each other.
CREATE OR REPLACE FUNCTION lookalike_internal.break_ties(turn integer) RETURNS void
    LANGUAGE sql
    SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    UPDATE lookalike_internal.candidate c
    SET tie = ('x' || encode(CASE WHEN w.is_of_b THEN w.b || w.a ELSE w.a || w.b END, 'hex'))::bit(64)::bigint
    FROM (
        SELECT n.image_id_a, n.image_id_b, substr(a.pixel_digest, 1, 4) AS a, substr(b.pixel_digest, 1, 4) AS b,
               CASE WHEN n.found_by = 'detail' THEN n.part < 0 ELSE a.pixel_digest > b.pixel_digest END AS is_of_b
        FROM lookalike_internal.candidate n
        JOIN lookalike_internal.image a ON a.image_id = n.image_id_a
        JOIN lookalike_internal.image b ON b.image_id = n.image_id_b
        WHERE n.turn = break_ties.turn AND n.tie IS NULL
    ) w
    WHERE c.image_id_a = w.image_id_a AND c.image_id_b = w.image_id_b;
END;
COMMENT ON FUNCTION lookalike_internal.break_ties(integer) IS
    'Says for each pair of a turn where it stands among pairs with the same place; the pixels of both say it, not their numbers.';

CREATE OR REPLACE FUNCTION lookalike_internal.read_candidates(
    turn integer, after_place double precision, after_tie bigint, after_a bigint, after_b bigint, most integer
)
    RETURNS TABLE (
        place double precision, tie bigint, image_id_a bigint, image_id_b bigint, found_by text,
        similarity double precision, part smallint, page integer,
        panel_x integer, panel_y integer, panel_width integer, panel_height integer,
        root_a text, path_a text, frames_a integer, x_a integer, y_a integer, width_a integer, height_a integer,
        root_b text, path_b text, frames_b integer, x_b integer, y_b integer, width_b integer, height_b integer,
        panel_of_a boolean, votes smallint, placement real[], is_turned boolean)
    LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT c.place, c.tie, c.image_id_a, c.image_id_b, c.found_by, c.similarity::double precision, c.part,
           c.page, l.x, l.y, l.width, l.height,
           ca.root, a.path, a.frame_count, fa.x, fa.y, fa.width, fa.height,
           cb.root, b.path, b.frame_count, fb.x, fb.y, fb.width, fb.height,
           c.panel > 0, c.votes, c.placement,
           -- The smaller one is laid on the larger.
           (a.width::bigint * a.height, a.pixel_digest) > (b.width::bigint * b.height, b.pixel_digest)
    FROM (
        SELECT * FROM lookalike_internal.candidate c
        WHERE c.turn = read_candidates.turn
          AND (c.place, c.tie, c.image_id_a, c.image_id_b) > (after_place, after_tie, after_a, after_b)
        ORDER BY c.place, c.tie, c.image_id_a, c.image_id_b
        LIMIT most
    ) c
    JOIN lookalike_internal.image a ON a.image_id = c.image_id_a
    JOIN lookalike_internal.collection ca ON ca.collection_id = a.collection_id
    JOIN lookalike_internal.image b ON b.image_id = c.image_id_b
    JOIN lookalike_internal.collection cb ON cb.collection_id = b.collection_id
    LEFT JOIN lookalike_internal.fingerprint fa ON fa.image_id = a.image_id AND fa.region = 'content'
    LEFT JOIN lookalike_internal.fingerprint fb ON fb.image_id = b.image_id AND fb.region = 'content'
    LEFT JOIN lookalike_internal.panel l
      ON l.pixel_digest = CASE WHEN c.panel > 0 THEN a.pixel_digest ELSE b.pixel_digest END AND l.panel = abs(c.panel)
    ORDER BY CASE WHEN read_candidates.turn = 1 THEN c.place END, c.tie, c.image_id_a, c.image_id_b;
END;
COMMENT ON FUNCTION lookalike_internal.read_candidates(integer, double precision, bigint, bigint, bigint, integer) IS
    'The next pairs of a turn that wait to be proven, after a place and a pair, with the files of both, the places '
    'of the pictures within their borders, and the panel of one (of a, or else of b) that the other may be, how local codes lay a on b, and whether '
    'b is to be laid on a. The order of a page is the best for reading the files.';

CREATE OR REPLACE FUNCTION lookalike_internal.store_proofs(run_id bigint, threshold integer) RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    possible_similarity real := lookalike.get_setting('possible_similarity')::real;
BEGIN
    ANALYZE pg_temp.proof;
    CREATE TEMP TABLE proven ON COMMIT DROP AS
    SELECT p.image_id_a, p.image_id_b, p.proof, p.inliers, p.correlation, p.agreement, p.overlap,
           p.scale, p.angle, p.is_mirrored, p.is_negative, p.inner_image_id, p.x, p.y, p.width,
           p.height, p.derived_image_id, p.changed, p.page,
           CASE WHEN p.proof IN ('proven', 'part of') THEN p.relation
                ELSE lookalike_internal.describe_relation(a, b, lookalike.hamming_distance(fa.phash_256, fb.phash_256)) END AS relation,
           c.found_by, c.variant, c.similarity, d.decision,
           a.sha256 = b.sha256 AS has_same_bytes, a.pixel_digest = b.pixel_digest AS has_same_pixels,
           lookalike.hamming_distance(fa.phash, fb.phash) AS phash_distance,
           lookalike.hamming_distance(fa.phash_256, fb.phash_256) AS phash_256_distance
    FROM pg_temp.proof p
    JOIN lookalike_internal.candidate c ON c.image_id_a = p.image_id_a AND c.image_id_b = p.image_id_b
    JOIN lookalike_internal.image a ON a.image_id = p.image_id_a
    JOIN lookalike_internal.image b ON b.image_id = p.image_id_b
    JOIN lookalike_internal.fingerprint fa ON fa.image_id = p.image_id_a AND fa.region = 'full'
    JOIN lookalike_internal.fingerprint fb ON fb.image_id = p.image_id_b AND fb.region = 'full'
    LEFT JOIN lookalike_internal.pair_decision d
      ON d.pixel_digest_a = least(a.pixel_digest, b.pixel_digest)
     AND d.pixel_digest_b = greatest(a.pixel_digest, b.pixel_digest)
    -- A scan may have changed an image after its pixels were compared.
    WHERE NOT EXISTS (SELECT FROM lookalike_internal.unmatched_image u WHERE u.image_id = p.image_id_a)
      AND NOT EXISTS (SELECT FROM lookalike_internal.unmatched_image u WHERE u.image_id = p.image_id_b)
    FOR KEY SHARE OF a, b;
    ANALYZE pg_temp.proven;

    INSERT INTO lookalike_internal.match AS m (
        image_id_a, image_id_b, has_same_bytes, has_same_pixels, phash_distance, phash_256_distance, relation,
        is_accepted, run_id, found_by, variant, embedding_similarity, proof, inliers, correlation,
        agreement, overlap, scale, angle, is_mirrored, is_negative, inner_image_id, x, y, width,
        height, derived_image_id, changed, page)
    SELECT p.image_id_a, p.image_id_b, p.has_same_bytes, p.has_same_pixels, p.phash_distance,
           p.phash_256_distance, p.relation,
           lookalike_internal.is_accepted(p.has_same_pixels, p.found_by, p.phash_256_distance, p.proof, threshold, p.decision),
           store_proofs.run_id, p.found_by, p.variant, p.similarity, p.proof, p.inliers,
           p.correlation, p.agreement, p.overlap, p.scale, p.angle, p.is_mirrored, p.is_negative,
           p.inner_image_id, p.x, p.y, p.width, p.height, p.derived_image_id, p.changed, p.page
    FROM pg_temp.proven p
    -- A pair that is not nearly proven is not worth the time of people, unless other evidence speaks for it.
    WHERE p.proof <> 'connected' AND (
       p.proof IN ('proven', 'part of') OR p.found_by IN ('hash', 'cluster')
       -- What is not proven of a part says nothing of the whole.
       OR (p.found_by NOT IN ('panel', 'page')
           AND (p.similarity >= possible_similarity OR (p.inliers >= 8 AND p.agreement >= 0.5))))
       OR EXISTS (SELECT FROM lookalike_internal.match m
                  WHERE m.image_id_a = p.image_id_a AND m.image_id_b = p.image_id_b)
    ORDER BY p.image_id_a, p.image_id_b
    ON CONFLICT (image_id_a, image_id_b) DO UPDATE SET
        embedding_similarity = coalesce(excluded.embedding_similarity, m.embedding_similarity),
        proof = excluded.proof, inliers = excluded.inliers, correlation = excluded.correlation,
        agreement = excluded.agreement, overlap = excluded.overlap, scale = excluded.scale,
        angle = excluded.angle, is_mirrored = excluded.is_mirrored, is_negative = excluded.is_negative,
        inner_image_id = excluded.inner_image_id, x = excluded.x, y = excluded.y,
        width = excluded.width, height = excluded.height, derived_image_id = excluded.derived_image_id,
        changed = excluded.changed,
        page = excluded.page,
        relation = CASE WHEN excluded.proof IN ('proven', 'part of') OR m.relation = 'part of'
                        THEN excluded.relation ELSE m.relation END,
        is_accepted = lookalike_internal.is_accepted(m.has_same_pixels, m.found_by, m.phash_256_distance,
                                         excluded.proof, threshold,
                                         lookalike_internal.get_decision(m.image_id_a, m.image_id_b));
    PERFORM lookalike_internal.recognise_parts(threshold);
    DELETE FROM lookalike_internal.candidate c USING pg_temp.proof p
    WHERE c.image_id_a = p.image_id_a AND c.image_id_b = p.image_id_b;
    DROP TABLE pg_temp.proven;
    TRUNCATE pg_temp.proof;
END
$$;
COMMENT ON FUNCTION lookalike_internal.store_proofs(bigint, integer) IS
    'Stores the results in pg_temp.proof, and deletes their pairs from the queue.';

CREATE OR REPLACE FUNCTION lookalike_internal.finish_proving(run_id bigint) RETURNS jsonb
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    counts jsonb;
BEGIN
    SELECT jsonb_build_object(
        'proven', count(*) FILTER (WHERE m.proof = 'proven'),
        'accepted', count(*) FILTER (WHERE m.is_accepted),
        'possible', (SELECT count(*) FROM lookalike_internal.possible_match),
        'parts', count(*) FILTER (WHERE m.proof = 'part of' AND NOT m.is_accepted),
        -- The files of pairs that stay in the queue could not be read.
        'unread', (SELECT count(*) FROM lookalike_internal.candidate))
    INTO counts FROM lookalike_internal.match m;
    PERFORM lookalike_internal.analyze_if_grown('lookalike_internal.match');
    PERFORM lookalike_internal.finish_run(run_id, counts);
    PERFORM lookalike_internal.release_stage_lock('prove');
    RETURN counts;
END
$$;
COMMENT ON FUNCTION lookalike_internal.finish_proving(bigint) IS
    'Ends proving and returns the counts, also of the pairs with a file that could not be read.';
