-- Matching in two steps. First, by identity: images with the same bytes, the same pixels or the
-- same hashes are linked to one of them, never to each other. Then, by likeness: of each such
-- group only that one, the representative, is compared through the Hamming index.

CREATE OR REPLACE FUNCTION lookalike.match_identical(run_id bigint) RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    SET client_min_messages = warning
AS $$
#variable_conflict use_column
DECLARE
    low_quality real := lookalike.get_setting('low_quality')::real;
    pending bigint;
    this_round integer := 0;
    is_growing boolean;
BEGIN
    -- What is new, changed, moved or missing; locked, so that no scan changes it meanwhile.
    CREATE TEMP TABLE touched ON COMMIT DROP AS
    SELECT i.image_id FROM lookalike.image i WHERE i.matched_run_id IS NULL
    FOR NO KEY UPDATE;
    GET DIAGNOSTICS pending = ROW_COUNT;
    IF pending = 0 THEN
        DROP TABLE pg_temp.touched;
        RETURN;
    END IF;
    ANALYZE pg_temp.touched;
    PERFORM lookalike.analyze_if_grown('lookalike.image');
    PERFORM lookalike.analyze_if_grown('lookalike.fingerprint');

    -- And whoever leaned on it.
    CREATE TEMP TABLE member ON COMMIT DROP AS
    SELECT g.image_id, 0 AS round
    FROM (
        SELECT t.image_id FROM pg_temp.touched t
        UNION SELECT m.image_id_b FROM lookalike.match m JOIN pg_temp.touched t ON t.image_id = m.image_id_a
        UNION SELECT m.image_id_a FROM lookalike.match m JOIN pg_temp.touched t ON t.image_id = m.image_id_b
    ) g
    JOIN lookalike.image i ON i.image_id = g.image_id AND i.missing_since IS NULL;
    CREATE UNIQUE INDEX ON pg_temp.member (image_id);
    ANALYZE pg_temp.member;
    DELETE FROM lookalike.match m USING pg_temp.touched t WHERE t.image_id = m.image_id_a;
    DELETE FROM lookalike.match m USING pg_temp.touched t WHERE t.image_id = m.image_id_b;
    DELETE FROM lookalike.representative r USING pg_temp.touched t WHERE t.image_id = r.image_id;

    -- Their whole groups, and the groups of those, until nothing is added: an image may share its
    -- pixels with one and its hashes with another. After a first scan all are in already.
    is_growing := EXISTS (SELECT FROM lookalike.image i WHERE i.matched_run_id IS NOT NULL);
    WHILE is_growing LOOP
        CREATE TEMP TABLE wanted ON COMMIT DROP AS
        SELECT i.image_id, i.sha256, i.pixel_digest, f.phash, f.phash_256,
               f.quality >= low_quality AS is_comparable
        FROM pg_temp.member g
        JOIN lookalike.image i ON i.image_id = g.image_id
        JOIN lookalike.fingerprint f ON f.image_id = i.image_id AND f.region = 'full'
        WHERE g.round = this_round;
        ANALYZE pg_temp.wanted;
        INSERT INTO pg_temp.member (image_id, round)
        SELECT i.image_id, this_round + 1
        FROM (
            SELECT i.image_id FROM lookalike.image i
            WHERE i.pixel_digest IN (SELECT w.pixel_digest FROM pg_temp.wanted w)
            UNION SELECT i.image_id FROM lookalike.image i
            WHERE i.sha256 IN (SELECT w.sha256 FROM pg_temp.wanted w)
            UNION SELECT f.image_id FROM lookalike.fingerprint f
            JOIN (SELECT DISTINCT w.phash, w.phash_256 FROM pg_temp.wanted w WHERE w.is_comparable) w
              ON lookalike.hamming_chunk(f.phash, 0) = lookalike.hamming_chunk(w.phash, 0)
             AND f.phash = w.phash AND f.phash_256 = w.phash_256
            WHERE f.region = 'full' AND f.quality >= low_quality
        ) found
        JOIN lookalike.image i ON i.image_id = found.image_id AND i.missing_since IS NULL
        ON CONFLICT (image_id) DO NOTHING;
        is_growing := FOUND;
        this_round := this_round + 1;
        DROP TABLE pg_temp.wanted;
    END LOOP;
    ANALYZE pg_temp.member;

    -- The first of a group by collection and path stands for it, so that the outcome does not
    -- depend on the order in which images came.
    CREATE TEMP TABLE grouped ON COMMIT DROP AS
    WITH keyed AS (
        SELECT i.image_id, i.collection_id, i.path, i.sha256, i.pixel_digest, f.phash, f.phash_256,
               f.quality >= low_quality AS is_comparable
        FROM pg_temp.member m
        JOIN lookalike.image i ON i.image_id = m.image_id
        JOIN lookalike.fingerprint f ON f.image_id = i.image_id AND f.region = 'full'
    )
    SELECT k.image_id, k.phash, k.phash_256,
           first_value(k.image_id) OVER (PARTITION BY k.sha256
               ORDER BY k.collection_id, k.path) AS first_of_file,
           first_value(k.image_id) OVER (PARTITION BY k.pixel_digest
               ORDER BY k.collection_id, k.path) AS first_of_pixels,
           CASE WHEN k.is_comparable THEN
               first_value(k.image_id) OVER (PARTITION BY k.is_comparable, k.phash, k.phash_256
                   ORDER BY k.collection_id, k.path) END AS first_of_hash
    FROM keyed k;
    CREATE UNIQUE INDEX ON pg_temp.grouped (image_id);
    ANALYZE pg_temp.grouped;

    -- Each leans on one with the same bytes, or else the same pixels; and on one with the same
    -- hashes, unless the one it leans on already has these and so leads there.
    CREATE TEMP TABLE link ON COMMIT DROP AS
    WITH leaning AS (
        SELECT g.image_id, g.first_of_hash,
               CASE WHEN g.image_id <> g.first_of_file THEN g.first_of_file
                    WHEN g.image_id <> g.first_of_pixels THEN g.first_of_pixels END AS first
        FROM pg_temp.grouped g
    )
    SELECT DISTINCT least(l.image_id, l.first) AS image_id_a, greatest(l.image_id, l.first) AS image_id_b
    FROM (
        SELECT l.image_id, l.first FROM leaning l WHERE l.first IS NOT NULL
        UNION ALL
        SELECT l.image_id, l.first_of_hash
        FROM leaning l LEFT JOIN pg_temp.grouped f ON f.image_id = l.first
        WHERE l.image_id <> l.first_of_hash AND l.first_of_hash IS DISTINCT FROM f.first_of_hash
    ) l;
    CREATE UNIQUE INDEX ON pg_temp.link (image_id_a, image_id_b);
    ANALYZE pg_temp.link;

    -- Representatives that are none any more go, and their matches with them.
    CREATE TEMP TABLE demoted ON COMMIT DROP AS
    WITH gone AS (
        DELETE FROM lookalike.representative r USING pg_temp.grouped g
        WHERE g.image_id = r.image_id AND g.image_id IS DISTINCT FROM g.first_of_hash
        RETURNING r.image_id
    ) SELECT image_id FROM gone;
    DELETE FROM lookalike.match m USING pg_temp.demoted d WHERE d.image_id = m.image_id_a;
    DELETE FROM lookalike.match m USING pg_temp.demoted d WHERE d.image_id = m.image_id_b;
    -- So do the links of members that now lean on another. Should both ends be representatives,
    -- they may be alike as well: they are compared again.
    WITH unlinked AS (
        DELETE FROM lookalike.match m USING pg_temp.grouped g
        WHERE g.image_id = m.image_id_b
          AND (m.same_file OR m.same_pixels OR (m.phash_distance = 0 AND m.phash_256_distance = 0))
          AND NOT EXISTS (SELECT FROM pg_temp.link l
                          WHERE l.image_id_a = m.image_id_a AND l.image_id_b = m.image_id_b)
        RETURNING m.image_id_a, m.image_id_b
    )
    UPDATE lookalike.representative r SET matched_radius = NULL
    WHERE r.image_id IN (SELECT image_id_a FROM unlinked UNION SELECT image_id_b FROM unlinked);

    INSERT INTO lookalike.match AS m (image_id_a, image_id_b, same_file, same_pixels, phash_distance,
                                 phash_256_distance, relation, accepted, run_id)
    SELECT l.image_id_a, l.image_id_b, a.sha256 = b.sha256, a.pixel_digest = b.pixel_digest,
           lookalike.hamming_distance(fa.phash, fb.phash),
           lookalike.hamming_distance(fa.phash_256, fb.phash_256),
           lookalike.describe_relation(a, b, 0), true, match_identical.run_id
    FROM pg_temp.link l
    JOIN lookalike.image a ON a.image_id = l.image_id_a
    JOIN lookalike.image b ON b.image_id = l.image_id_b
    JOIN lookalike.fingerprint fa ON fa.image_id = l.image_id_a AND fa.region = 'full'
    JOIN lookalike.fingerprint fb ON fb.image_id = l.image_id_b AND fb.region = 'full'
    ON CONFLICT (image_id_a, image_id_b) DO UPDATE SET accepted = true
    WHERE NOT m.accepted;

    INSERT INTO lookalike.representative (image_id, phash, phash_256)
    SELECT g.image_id, g.phash, g.phash_256
    FROM pg_temp.grouped g WHERE g.image_id = g.first_of_hash
    ORDER BY g.image_id
    ON CONFLICT (image_id) DO NOTHING;

    UPDATE lookalike.image i SET matched_run_id = match_identical.run_id
    FROM pg_temp.touched t WHERE t.image_id = i.image_id;
    DROP TABLE pg_temp.touched, pg_temp.member, pg_temp.grouped, pg_temp.link, pg_temp.demoted;
    PERFORM lookalike.analyze_if_grown('lookalike.representative');
    PERFORM lookalike.analyze_if_grown('lookalike.match');
END
$$;
COMMENT ON FUNCTION lookalike.match_identical(bigint) IS
    'Links images with the same bytes, pixels or hashes, as far as anything changed since the last match; one step of find_matches.';

CREATE OR REPLACE FUNCTION lookalike.match_similar(
    run_id bigint, radius integer, threshold integer, batch_size integer, after_image_id bigint,
    OUT compared integer, OUT last_image_id bigint
)
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    SET plan_cache_mode = force_custom_plan  -- the planner must see the radius
    SET enable_hashjoin = off                -- nothing to hash on: the index, or a short scan
AS $$
#variable_conflict use_column
BEGIN
    CREATE TEMP TABLE batch ON COMMIT DROP AS
    SELECT r.image_id, r.phash, r.phash_256
    FROM lookalike.representative r
    WHERE (r.matched_radius IS NULL OR r.matched_radius < match_similar.radius)
      AND r.image_id > after_image_id
    ORDER BY r.image_id
    LIMIT batch_size;
    SELECT count(*), max(b.image_id) INTO compared, last_image_id FROM pg_temp.batch b;
    ANALYZE pg_temp.batch;

    INSERT INTO lookalike.match AS m (image_id_a, image_id_b, same_file, same_pixels, phash_distance,
                                 phash_256_distance, relation, accepted, run_id)
    SELECT a.image_id, b.image_id, a.sha256 = b.sha256, a.pixel_digest = b.pixel_digest,
           p.phash_distance, p.phash_256_distance,
           lookalike.describe_relation(a, b, p.phash_256_distance),
           p.phash_256_distance <= threshold OR a.pixel_digest = b.pixel_digest,
           match_similar.run_id
    FROM (
        SELECT least(q.image_id, r.image_id) AS image_id_a,
               greatest(q.image_id, r.image_id) AS image_id_b,
               lookalike.hamming_distance(q.phash, r.phash) AS phash_distance,
               lookalike.hamming_distance(q.phash_256, r.phash_256) AS phash_256_distance
        FROM pg_temp.batch q
        JOIN lookalike.representative r
          ON lookalike.within(r.phash, q.phash, match_similar.radius)
        -- Two that both still wait are found by the one that comes first.
        WHERE r.image_id > q.image_id
           OR (r.image_id < q.image_id AND r.matched_radius >= match_similar.radius)
    ) p
    JOIN lookalike.image a ON a.image_id = p.image_id_a
    JOIN lookalike.image b ON b.image_id = p.image_id_b
    FOR KEY SHARE OF a, b  -- passes over what a scan takes away just now
    ON CONFLICT (image_id_a, image_id_b) DO NOTHING;

    UPDATE lookalike.representative r SET matched_radius = match_similar.radius
    FROM pg_temp.batch q WHERE q.image_id = r.image_id;
    DROP TABLE pg_temp.batch;
END
$$;
COMMENT ON FUNCTION lookalike.match_similar(bigint, integer, integer, integer, bigint) IS
    'Compares the next representatives that wait with all others through the Hamming index, and returns how many and the last of them; one step of find_matches.';

-- No SET clause here: a procedure that has one may not commit, and each batch is to be kept.
CREATE OR REPLACE PROCEDURE lookalike.find_matches(
    radius integer DEFAULT NULL, threshold integer DEFAULT NULL, batch_size integer DEFAULT 1000
)
    LANGUAGE plpgsql
AS $$
DECLARE
    this_run bigint;
    waiting bigint;
    done bigint := 0;
    batch record;
    last_image_id bigint := 0;
    low_quality text := lookalike.get_setting('low_quality');
BEGIN
    radius := coalesce(radius, lookalike.get_setting('match_radius')::pg_catalog.int4);
    threshold := coalesce(threshold, lookalike.get_setting('match_threshold')::pg_catalog.int4);
    PERFORM lookalike.check_match_settings(radius, threshold, batch_size);
    PERFORM lookalike.lock_stage('match', 'session');
    PERFORM lookalike.apply_low_quality(low_quality::pg_catalog.float4);
    this_run := lookalike.start_run('match', pg_catalog.jsonb_build_object(
        'radius', radius, 'threshold', threshold, 'low_quality', low_quality::pg_catalog.numeric));
    PERFORM lookalike.match_identical(this_run);
    PERFORM lookalike.apply_match_settings(radius, threshold);
    COMMIT;

    SELECT pg_catalog.count(*) INTO waiting FROM lookalike.representative r
    WHERE r.matched_radius IS NULL OR r.matched_radius < find_matches.radius;
    LOOP
        batch := lookalike.match_similar(this_run, radius, threshold, batch_size, last_image_id);
        EXIT WHEN batch.compared = 0;
        COMMIT;
        done := done + batch.compared;
        last_image_id := batch.last_image_id;
        RAISE NOTICE 'compared % of % fingerprints', done, waiting
            USING DETAIL = pg_catalog.format('%s/%s', done, waiting);
    END LOOP;
    PERFORM lookalike.finish_run(this_run, lookalike.count_matches());
    PERFORM lookalike.unlock_stage('match');
    COMMIT;
END
$$;
COMMENT ON PROCEDURE lookalike.find_matches(integer, integer, integer) IS
    'Matches what is new or changed since the last match: every pair within the radius, accepted when the 256-bit hashes agree too. Commits after each batch; can be ended and called again.';

CREATE OR REPLACE FUNCTION lookalike.check_match_settings(
    radius integer, threshold integer, batch_size integer
) RETURNS void
    LANGUAGE plpgsql STABLE
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF radius NOT BETWEEN 0 AND 64 THEN
        RAISE EXCEPTION 'radius % is out of range', radius
            USING ERRCODE = 'invalid_parameter_value',
                  HINT = 'It counts differing bits of a 64-bit hash: 0 to 64; 8 is usual.';
    END IF;
    IF threshold NOT BETWEEN 0 AND 256 THEN
        RAISE EXCEPTION 'threshold % is out of range', threshold
            USING ERRCODE = 'invalid_parameter_value',
                  HINT = 'It counts differing bits of a 256-bit hash: 0 to 256; 64 is usual.';
    END IF;
    IF batch_size < 1 THEN
        RAISE EXCEPTION 'batch size % is out of range', batch_size
            USING ERRCODE = 'invalid_parameter_value', HINT = 'It has to be at least 1.';
    END IF;
END
$$;
COMMENT ON FUNCTION lookalike.check_match_settings(integer, integer, integer) IS
    'Raises an error for settings that make no sense; one step of find_matches.';

CREATE OR REPLACE FUNCTION lookalike.apply_match_settings(radius integer, threshold integer)
    RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    -- A smaller radius needs no comparing, only fewer rows; a larger one is left to match_similar.
    DELETE FROM lookalike.match m
    WHERE m.phash_distance > apply_match_settings.radius AND NOT m.same_file AND NOT m.same_pixels;
    UPDATE lookalike.representative r SET matched_radius = apply_match_settings.radius
    WHERE r.matched_radius > apply_match_settings.radius;
    UPDATE lookalike.match m SET accepted = NOT m.accepted
    WHERE NOT m.same_file AND NOT m.same_pixels
      AND m.accepted <> (m.phash_256_distance <= apply_match_settings.threshold);
END
$$;
COMMENT ON FUNCTION lookalike.apply_match_settings(integer, integer) IS
    'Brings earlier matches in line with a smaller radius or another threshold; one step of find_matches.';

CREATE OR REPLACE FUNCTION lookalike.apply_low_quality(low_quality real) RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    before real;
BEGIN
    SELECT (r.settings->>'low_quality')::real INTO before
    FROM lookalike.run r WHERE r.stage = 'match' ORDER BY r.run_id DESC LIMIT 1;
    -- The images between the two limits are compared now and were not, or the other way round.
    UPDATE lookalike.image i SET matched_run_id = NULL
    FROM lookalike.fingerprint f
    WHERE before <> low_quality AND f.image_id = i.image_id
      AND f.quality >= least(before, low_quality) AND f.quality < greatest(before, low_quality);
END
$$;
COMMENT ON FUNCTION lookalike.apply_low_quality(real) IS
    'Has the images matched again that another limit for low quality concerns; one step of find_matches.';

CREATE OR REPLACE FUNCTION lookalike.count_matches() RETURNS jsonb
    LANGUAGE sql STABLE
    SET search_path = pg_catalog, pg_temp
RETURN (
    SELECT jsonb_build_object(
        'accepted', count(*) FILTER (WHERE m.accepted),
        'possible', count(*) FILTER (WHERE NOT m.accepted))
    FROM lookalike.match m);
COMMENT ON FUNCTION lookalike.count_matches() IS
    'How many matches are accepted, and how many only possible.';
