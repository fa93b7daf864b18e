-- First, by identity: one of the images with the same bytes, pixels or hashes is paired with each
-- other one, and these are not paired with each other. Only the representative is compared by likeness.
CREATE OR REPLACE FUNCTION lookalike_internal.match_identical(run_id bigint) RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    SET client_min_messages = warning
    SET work_mem = '256MB'
AS $$
#variable_conflict use_column
DECLARE
    low_quality real := lookalike.get_setting('low_quality')::real;
    pending bigint;
    this_round integer := 0;
    is_growing boolean;
    broken bigint[];
    leader_count bigint;
    dropped text[];
BEGIN
    -- The images that are new, changed, moved or missing. They are locked, so that no scan changes them.
    CREATE TEMP TABLE touched ON COMMIT DROP AS
    SELECT i.image_id
    FROM lookalike_internal.unmatched_image u JOIN lookalike_internal.image i ON i.image_id = u.image_id
    FOR NO KEY UPDATE OF i;
    GET DIAGNOSTICS pending = ROW_COUNT;
    IF pending = 0 THEN
        DROP TABLE pg_temp.touched;
        RETURN;
    END IF;
    ANALYZE pg_temp.touched;
    PERFORM lookalike_internal.analyze_if_grown('lookalike_internal.image');
    PERFORM lookalike_internal.analyze_if_grown('lookalike_internal.fingerprint');

    -- These images and those matched with them, which must be grouped again.
    CREATE TEMP TABLE member ON COMMIT DROP AS
    SELECT g.image_id, 0 AS round
    FROM (
        SELECT t.image_id FROM pg_temp.touched t
        UNION SELECT m.image_id_b FROM lookalike_internal.match m JOIN pg_temp.touched t ON t.image_id = m.image_id_a
        UNION SELECT m.image_id_a FROM lookalike_internal.match m JOIN pg_temp.touched t ON t.image_id = m.image_id_b
    ) g
    JOIN lookalike_internal.image i ON i.image_id = g.image_id AND i.missing_since IS NULL;
    CREATE UNIQUE INDEX ON pg_temp.member (image_id);
    ANALYZE pg_temp.member;
    DELETE FROM lookalike_internal.match m USING pg_temp.touched t WHERE t.image_id = m.image_id_a;
    DELETE FROM lookalike_internal.match m USING pg_temp.touched t WHERE t.image_id = m.image_id_b;
    WITH gone AS (
        DELETE FROM lookalike_internal.representative r USING pg_temp.touched t
        WHERE t.image_id = r.image_id
        RETURNING r.crowd_id
    ) SELECT array_agg(DISTINCT crowd_id) INTO broken FROM gone;

    -- Add their whole groups, and the groups of these, until no image is added: an image may share its
    -- pixels with one image and its hashes with another. After a first scan, all images are in already.
    is_growing := EXISTS (
        SELECT FROM lookalike_internal.image i
        WHERE NOT EXISTS (SELECT FROM pg_temp.touched t WHERE t.image_id = i.image_id));
    WHILE is_growing LOOP
        CREATE TEMP TABLE wanted ON COMMIT DROP AS
        SELECT i.image_id, i.sha256, i.pixel_digest, f.phash, f.phash_256,
               f.quality >= low_quality AS is_comparable
        FROM pg_temp.member g
        JOIN lookalike_internal.image i ON i.image_id = g.image_id
        JOIN lookalike_internal.fingerprint f ON f.image_id = i.image_id AND f.region = 'full'
        WHERE g.round = this_round;
        ANALYZE pg_temp.wanted;
        INSERT INTO pg_temp.member (image_id, round)
        SELECT i.image_id, this_round + 1
        FROM (
            SELECT i.image_id FROM lookalike_internal.image i
            WHERE i.pixel_digest IN (SELECT w.pixel_digest FROM pg_temp.wanted w)
            UNION SELECT i.image_id FROM lookalike_internal.image i
            WHERE i.sha256 IN (SELECT w.sha256 FROM pg_temp.wanted w)
            UNION SELECT f.image_id FROM lookalike_internal.fingerprint f
            JOIN (SELECT DISTINCT w.phash, w.phash_256 FROM pg_temp.wanted w WHERE w.is_comparable) w
              ON lookalike.hamming_chunk(f.phash, 0) = lookalike.hamming_chunk(w.phash, 0)
             AND f.phash = w.phash AND f.phash_256 = w.phash_256
            WHERE f.region = 'full' AND f.quality >= low_quality
        ) found
        JOIN lookalike_internal.present_image i ON i.image_id = found.image_id
        ON CONFLICT (image_id) DO NOTHING;
        is_growing := FOUND;
        this_round := this_round + 1;
        DROP TABLE pg_temp.wanted;
    END LOOP;
    ANALYZE pg_temp.member;

    -- The first image of a group by collection and path stands for the group, so that the result does
    -- not depend on the order in which images came. A file with several pages never stands for a single
    -- picture: it may hold it, and is no copy of it.
    CREATE TEMP TABLE grouped ON COMMIT DROP AS
    WITH keyed AS (
        SELECT i.image_id, i.collection_id, i.path, i.sha256, i.pixel_digest, f.phash, f.phash_256,
               f.quality >= low_quality AS is_comparable, i.frame_count > 1 AS has_pages
        FROM pg_temp.member m
        JOIN lookalike_internal.image i ON i.image_id = m.image_id
        JOIN lookalike_internal.fingerprint f ON f.image_id = i.image_id AND f.region = 'full'
    )
    SELECT k.image_id, k.phash, k.phash_256,
           first_value(k.image_id) OVER (PARTITION BY k.sha256
               ORDER BY k.collection_id, k.path) AS first_of_file,
           first_value(k.image_id) OVER (PARTITION BY k.pixel_digest
               ORDER BY k.collection_id, k.path) AS first_of_pixels,
           CASE WHEN k.is_comparable THEN
               first_value(k.image_id) OVER (PARTITION BY k.is_comparable, k.phash, k.phash_256, k.has_pages
                   ORDER BY k.collection_id, k.path) END AS first_of_hash
    FROM keyed k;
    CREATE UNIQUE INDEX ON pg_temp.grouped (image_id);
    ANALYZE pg_temp.grouped;

    -- Each image is paired with the first one with the same bytes, or else with the same pixels. It is
    -- also paired with the first one with the same hashes, unless the first pair leads there already.
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

    -- Delete images that are no longer representatives from the table, and their matches.
    CREATE TEMP TABLE demoted ON COMMIT DROP AS
    WITH gone AS (
        DELETE FROM lookalike_internal.representative r USING pg_temp.grouped g
        WHERE g.image_id = r.image_id AND g.image_id IS DISTINCT FROM g.first_of_hash
        RETURNING r.image_id, r.crowd_id
    ) SELECT image_id, crowd_id FROM gone;
    DELETE FROM lookalike_internal.match m USING pg_temp.demoted d WHERE d.image_id = m.image_id_a;
    DELETE FROM lookalike_internal.match m USING pg_temp.demoted d WHERE d.image_id = m.image_id_b;
    -- A crowd that lost a representative may have come apart.
    UPDATE lookalike_internal.representative r SET crowd_id = NULL
    WHERE r.is_crowded
      AND (r.crowd_id = ANY (broken) OR r.crowd_id IN (SELECT d.crowd_id FROM pg_temp.demoted d));
    -- Delete the matches of images that are now paired with another one. If both images are
    -- representatives, they may still be alike: they are compared again.
    WITH unlinked AS (
        DELETE FROM lookalike_internal.match m USING pg_temp.grouped g
        WHERE g.image_id = m.image_id_b
          AND (m.has_same_bytes OR m.has_same_pixels OR (m.phash_distance = 0 AND m.phash_256_distance = 0 AND m.found_by <> 'page'))
          AND NOT EXISTS (SELECT FROM pg_temp.link l
                          WHERE l.image_id_a = m.image_id_a AND l.image_id_b = m.image_id_b)
        RETURNING m.image_id_a, m.image_id_b
    )
    INSERT INTO lookalike_internal.unmatched_representative (image_id)
    SELECT r.image_id FROM lookalike_internal.representative r
    WHERE r.image_id IN (SELECT image_id_a FROM unlinked UNION SELECT image_id_b FROM unlinked)
    ON CONFLICT (image_id) DO NOTHING;

    INSERT INTO lookalike_internal.match AS m (image_id_a, image_id_b, has_same_bytes, has_same_pixels, phash_distance,
                                 phash_256_distance, relation, is_accepted, run_id, found_by)
    SELECT l.image_id_a, l.image_id_b, a.sha256 = b.sha256, a.pixel_digest = b.pixel_digest,
           lookalike.hamming_distance(fa.phash, fb.phash),
           lookalike.hamming_distance(fa.phash_256, fb.phash_256),
           lookalike_internal.describe_relation(a, b, 0),
           lookalike_internal.is_accepted(a.pixel_digest = b.pixel_digest, lookalike_internal.found_by_hash(a, b), 0, NULL, 0,
                                 d.decision),
           match_identical.run_id, lookalike_internal.found_by_hash(a, b)
    FROM pg_temp.link l
    JOIN lookalike_internal.image a ON a.image_id = l.image_id_a
    JOIN lookalike_internal.image b ON b.image_id = l.image_id_b
    JOIN lookalike_internal.fingerprint fa ON fa.image_id = l.image_id_a AND fa.region = 'full'
    JOIN lookalike_internal.fingerprint fb ON fb.image_id = l.image_id_b AND fb.region = 'full'
    LEFT JOIN lookalike_internal.pair_decision d
      ON d.pixel_digest_a = least(a.pixel_digest, b.pixel_digest)
     AND d.pixel_digest_b = greatest(a.pixel_digest, b.pixel_digest)
    ON CONFLICT (image_id_a, image_id_b) DO UPDATE SET
        found_by = excluded.found_by,
        is_accepted = lookalike_internal.is_accepted(m.has_same_pixels, excluded.found_by, m.phash_256_distance, m.proof, 0,
                                         lookalike_internal.get_decision(m.image_id_a, m.image_id_b))
    WHERE NOT m.is_accepted;

    CREATE TEMP TABLE leaders ON COMMIT DROP AS
    SELECT g.image_id, g.phash, g.phash_256
    FROM pg_temp.grouped g
    WHERE g.image_id = g.first_of_hash
      AND NOT EXISTS (SELECT FROM lookalike_internal.representative r WHERE r.image_id = g.image_id);
    GET DIAGNOSTICS leader_count = ROW_COUNT;
    dropped := lookalike_internal.begin_bulk('lookalike_internal.representative', leader_count);
    -- In the order of an index, so that rows that are looked up together are stored together.
    INSERT INTO lookalike_internal.representative (image_id, phash, phash_256)
    SELECT l.image_id, l.phash, l.phash_256
    FROM pg_temp.leaders l ORDER BY lookalike.hamming_chunk(l.phash, 0), l.image_id;
    INSERT INTO lookalike_internal.unmatched_representative (image_id)
    SELECT l.image_id FROM pg_temp.leaders l ORDER BY l.image_id
    ON CONFLICT (image_id) DO NOTHING;
    PERFORM lookalike_internal.end_bulk(dropped);

    DELETE FROM lookalike_internal.unmatched_image u USING pg_temp.touched t WHERE t.image_id = u.image_id;
    DROP TABLE pg_temp.touched, pg_temp.member, pg_temp.grouped, pg_temp.link, pg_temp.demoted, pg_temp.leaders;
    PERFORM lookalike_internal.analyze_if_grown('lookalike_internal.representative');
    PERFORM lookalike_internal.analyze_if_grown('lookalike_internal.unmatched_representative');
    PERFORM lookalike_internal.analyze_if_grown('lookalike_internal.match');
END
$$;
COMMENT ON FUNCTION lookalike_internal.match_identical(bigint) IS
    'Pairs images with the same bytes, pixels or hashes, where something '
    'changed since the last match; one step of find_matches.';
