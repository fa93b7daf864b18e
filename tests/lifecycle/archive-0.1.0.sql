-- An archive of lookalike 0.1.0, as pg_dump wrote it: 60 made-up images, of which 50 are matched, ten
-- are new and two have gone since; and a view of a user.
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;

CREATE FUNCTION lookalike.add_collection(name text, root text) RETURNS integer
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    known lookalike.collection;
    added integer;
BEGIN
    -- One at a time, so that two overlapping folders cannot be added side by side.
    LOCK TABLE lookalike.collection IN SHARE ROW EXCLUSIVE MODE;

    SELECT * INTO known FROM lookalike.collection c WHERE c.root = add_collection.root;
    IF FOUND THEN
        RETURN known.collection_id;
    END IF;

    -- A file in two collections would be counted as its own duplicate.
    SELECT * INTO known FROM lookalike.collection c
    WHERE starts_with(add_collection.root, rtrim(c.root, '/') || '/')
       OR starts_with(c.root, rtrim(add_collection.root, '/') || '/')
    ORDER BY c.collection_id LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'folder "%" overlaps collection "%"', root, known.name
            USING ERRCODE = 'duplicate_object',
                  DETAIL = format('That collection is the folder "%s"; a file in both would be counted as its own duplicate.', known.root),
                  HINT = format('Scan that folder again instead, or use another database or --data-dir for this one; SELECT lookalike.forget_collection(%L) forgets the other.', known.name);
    END IF;

    -- Two folders may well be called "images": the second is named by its whole path.
    IF EXISTS (SELECT FROM lookalike.collection c WHERE c.name = add_collection.name) THEN
        name := root;
    END IF;
    INSERT INTO lookalike.collection (name, root) VALUES (name, root)
    RETURNING collection_id INTO added;
    RETURN added;
END
$$;

CREATE FUNCTION lookalike.analyze_if_grown(relation regclass) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    IF pg_relation_size(relation) / current_setting('block_size')::bigint
       > (SELECT 1.5 * c.relpages + 8 FROM pg_class c WHERE c.oid = relation) THEN
        EXECUTE format('ANALYZE %s', relation);
    END IF;
END
$$;

CREATE FUNCTION lookalike.apply_low_quality(low_quality real) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
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

CREATE FUNCTION lookalike.apply_match_settings(radius integer, threshold integer) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
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

CREATE FUNCTION lookalike.check_match_settings(radius integer, threshold integer, batch_size integer) RETURNS void
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
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

CREATE PROCEDURE lookalike.classify_images()
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
#variable_conflict use_column
DECLARE
    this_run bigint;
    this_policy integer;
    radius integer;
    threshold integer;
BEGIN
    PERFORM lookalike.lock_stage('classify');
    SELECT p.policy_id INTO STRICT this_policy FROM lookalike.retention_policy p
    WHERE p.name = 'default' AND p.version = 1;
    this_run := lookalike.start_run('classify', jsonb_build_object('policy', 'default', 'version', 1));

    -- As the matches were found, whatever the settings say by now.
    SELECT (r.settings->>'radius')::integer, (r.settings->>'threshold')::integer
    INTO radius, threshold
    FROM lookalike.run r WHERE r.stage = 'match' AND r.state = 'finished'
    ORDER BY r.run_id DESC LIMIT 1;

    CREATE TEMP TABLE ranked ON COMMIT DROP AS
    WITH evidence AS (
        SELECT m.cluster_id, i.image_id, i.collection_id, c.name AS collection, i.path, i.sha256,
               i.pixel_digest, i.captured_at, i.modified_at, i.format,
               i.width::bigint * i.height AS pixels,
               lookalike.count_bits(i) AS bits,
               lookalike.count_metadata(i) AS fields,
               -- A lossless thumbnail is no master of a large photograph.
               2 * i.width::bigint * i.height
                   >= max(i.width::bigint * i.height) OVER (PARTITION BY m.cluster_id) AS is_large,
               -- Nor is a palette of 256 colours, nor what was saved from a lossy file with the
               -- same pixels.
               i.lossless AND i.mode NOT IN ('1', 'P', 'PA')
                   AND bool_and(i.lossless) OVER (PARTITION BY m.cluster_id, i.pixel_digest) AS is_lossless,
               count(*) OVER (PARTITION BY m.cluster_id) AS images
        FROM lookalike.cluster_member m
        JOIN lookalike.image i ON i.image_id = m.image_id AND i.missing_since IS NULL
        JOIN lookalike.collection c ON c.collection_id = i.collection_id
    ), placed AS (
        SELECT e.*,
               row_number() OVER (PARTITION BY e.cluster_id
                   ORDER BY e.is_large DESC, e.is_lossless DESC, e.pixels DESC, e.bits DESC,
                            e.captured_at NULLS LAST, e.fields DESC, e.modified_at,
                            e.collection_id, e.path) AS rank
        FROM evidence e
        WHERE e.images > 1
    )
    SELECT p.*,
           first_value(p.image_id) OVER (PARTITION BY p.cluster_id ORDER BY p.rank) AS master_id,
           first_value(p.image_id) OVER (PARTITION BY p.cluster_id, p.sha256 ORDER BY p.rank) AS first_of_file,
           first_value(p.image_id) OVER (PARTITION BY p.cluster_id, p.pixel_digest ORDER BY p.rank) AS first_of_pixels
    FROM placed p;
    CREATE UNIQUE INDEX ON pg_temp.ranked (image_id);
    CREATE UNIQUE INDEX ON pg_temp.ranked (cluster_id, rank);
    ANALYZE pg_temp.ranked;

    CREATE TEMP TABLE wanted ON COMMIT DROP AS
    -- The master, and the first point on which it is ahead of the next that is no identical copy
    -- of it, or of the next at all where all are; the points in the order of the ranking.
    SELECT m.image_id, 'archival master' AS class, 'best_evidence' AS rule,
           format('Archival master of %s images: ', m.images)
           || CASE WHEN n.pixel_digest = m.pixel_digest THEN 'of the same pixels throughout, ' ELSE '' END
           || CASE
               WHEN n.is_large <> m.is_large THEN
                   format('%s × %s pixels, more than twice as many as any other.', i.width, i.height)
               WHEN n.is_lossless <> m.is_lossless THEN
                   format('%s is lossless and in full colour, the next best (%s) is not.', m.format, n.format)
               WHEN n.pixels <> m.pixels THEN format('%s × %s pixels, the most.', i.width, i.height)
               WHEN n.bits <> m.bits THEN
                   format('%s bits a pixel, the next best (%s) has %s.', m.bits, n.format, n.bits)
               WHEN n.captured_at IS DISTINCT FROM m.captured_at THEN
                   format('captured %s, %s.', to_char(m.captured_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS'),
                          CASE WHEN n.captured_at IS NULL THEN 'where others name no capture time'
                               ELSE 'the earliest' END)
               WHEN n.fields <> m.fields THEN
                   format('it carries the most metadata (%s fields, the next %s).', m.fields, n.fields)
               WHEN n.modified_at <> m.modified_at THEN
                   format('equal in all evidence to the next, and the older file (%s).',
                          to_char(m.modified_at AT TIME ZONE 'UTC', 'YYYY-MM-DD'))
               ELSE 'equal in all evidence to the next, and first by collection and path.' END AS reason,
           NULL::bigint AS derived_from_image_id
    FROM pg_temp.ranked m
    JOIN lookalike.image i ON i.image_id = m.image_id
    CROSS JOIN LATERAL (
        SELECT r.* FROM pg_temp.ranked r
        WHERE r.cluster_id = m.cluster_id AND r.rank > 1
        ORDER BY r.pixel_digest = m.pixel_digest, r.rank LIMIT 1
    ) n
    WHERE m.rank = 1

    UNION ALL
    SELECT r.image_id, 'identical copy', 'same_bytes',
           format('Same bytes as "%s"%s%s.', o.path,
                  CASE WHEN o.collection_id <> r.collection_id THEN format(' in %s', o.collection) ELSE '' END,
                  CASE WHEN r.first_of_file = r.master_id THEN ', the archival master'
                       ELSE ', which is not the archival master' END),
           r.first_of_file
    FROM pg_temp.ranked r JOIN pg_temp.ranked o ON o.image_id = r.first_of_file
    WHERE r.rank > 1 AND r.image_id <> r.first_of_file

    UNION ALL
    SELECT r.image_id, 'identical copy', 'same_pixels',
           format('Same pixels as "%s"%s%s, in another file (%s).', o.path,
                  CASE WHEN o.collection_id <> r.collection_id THEN format(' in %s', o.collection) ELSE '' END,
                  CASE WHEN r.first_of_pixels = r.master_id THEN ', the archival master'
                       ELSE ', which is not the archival master' END, r.format),
           r.first_of_pixels
    FROM pg_temp.ranked r JOIN pg_temp.ranked o ON o.image_id = r.first_of_pixels
    WHERE r.rank > 1 AND r.image_id = r.first_of_file AND r.image_id <> r.first_of_pixels

    UNION ALL
    SELECT r.image_id, 'derivative', 'accepted_match',
           format('%s against %s of the archival master "%s"%s; the hashes differ in %s of 64 and %s of 256 bits%s.',
                  lookalike.describe_size(i), lookalike.describe_size(o), o.path,
                  CASE WHEN i.collection_id <> o.collection_id THEN
                      (SELECT format(' in %s', c.name) FROM lookalike.collection c
                       WHERE c.collection_id = o.collection_id) ELSE '' END,
                  lookalike.hamming_distance(f.phash, fo.phash),
                  lookalike.hamming_distance(f.phash_256, fo.phash_256),
                  CASE WHEN lookalike.hamming_distance(f.phash, fo.phash) > radius
                         OR lookalike.hamming_distance(f.phash_256, fo.phash_256) > threshold
                       THEN ': too far for a match of their own, it is here by way of other members'
                       ELSE '' END),
           r.master_id
    FROM pg_temp.ranked r
    JOIN lookalike.image i ON i.image_id = r.image_id
    JOIN lookalike.image o ON o.image_id = r.master_id
    JOIN lookalike.fingerprint f ON f.image_id = i.image_id AND f.region = 'full'
    JOIN lookalike.fingerprint fo ON fo.image_id = o.image_id AND fo.region = 'full'
    WHERE r.rank > 1 AND r.image_id = r.first_of_file AND r.image_id = r.first_of_pixels

    UNION ALL
    SELECT i.image_id,
           CASE WHEN p.image_id IS NULL THEN 'unique' ELSE 'possible duplicate' END,
           CASE WHEN p.image_id IS NULL THEN 'no_match' ELSE 'possible_match' END,
           CASE WHEN p.image_id IS NOT NULL THEN
                    format('Resembles "%s": the hashes differ in %s of 64 bits, but in %s of 256, too many to be taken as a copy unseen.',
                           o.path, p.phash_distance, p.phash_256_distance)
                WHEN f.quality < lookalike.get_setting('low_quality')::real THEN
                    'No other file has the same bytes or pixels; too little detail to compare it by hash.'
                ELSE 'No other image is alike.' END,
           NULL
    FROM lookalike.image i
    JOIN lookalike.fingerprint f ON f.image_id = i.image_id AND f.region = 'full'
    LEFT JOIN (
        SELECT DISTINCT ON (e.image_id) e.image_id, e.other_id, e.phash_distance, e.phash_256_distance
        FROM (SELECT m.image_id_a AS image_id, m.image_id_b AS other_id, m.phash_distance, m.phash_256_distance
              FROM lookalike.match m WHERE NOT m.accepted
              UNION ALL
              SELECT m.image_id_b, m.image_id_a, m.phash_distance, m.phash_256_distance
              FROM lookalike.match m WHERE NOT m.accepted) e
        JOIN lookalike.image o ON o.image_id = e.other_id
        ORDER BY e.image_id, e.phash_256_distance, o.collection_id, o.path
    ) p ON p.image_id = i.image_id
    LEFT JOIN lookalike.image o ON o.image_id = p.other_id
    WHERE i.missing_since IS NULL
      AND NOT EXISTS (SELECT FROM pg_temp.ranked r WHERE r.image_id = i.image_id);
    CREATE UNIQUE INDEX ON pg_temp.wanted (image_id);
    ANALYZE pg_temp.wanted;

    DELETE FROM lookalike.retention_class k
    WHERE NOT EXISTS (SELECT FROM pg_temp.wanted w WHERE w.image_id = k.image_id);
    INSERT INTO lookalike.retention_class AS k (
        image_id, class, rule, reason, derived_from_image_id, policy_id, run_id)
    SELECT w.image_id, w.class, w.rule, w.reason, w.derived_from_image_id, this_policy, this_run
    FROM pg_temp.wanted w
    ON CONFLICT (image_id) DO UPDATE SET
        class = excluded.class, rule = excluded.rule, reason = excluded.reason,
        derived_from_image_id = excluded.derived_from_image_id,
        policy_id = excluded.policy_id, run_id = excluded.run_id
    WHERE (k.class, k.rule, k.reason, k.derived_from_image_id, k.policy_id) IS DISTINCT FROM
          (excluded.class, excluded.rule, excluded.reason, excluded.derived_from_image_id, excluded.policy_id);
    PERFORM lookalike.analyze_if_grown('lookalike.retention_class');

    PERFORM lookalike.finish_run(this_run, (
        SELECT coalesce(jsonb_object_agg(c.class, c.images), '{}')
        FROM (SELECT w.class, count(*) AS images FROM pg_temp.wanted w GROUP BY w.class) c));
    DROP TABLE pg_temp.ranked, pg_temp.wanted;
END
$$;

SET default_tablespace = '';

SET default_table_access_method = heap;

CREATE TABLE lookalike.image (
    image_id bigint NOT NULL,
    collection_id integer NOT NULL,
    path text NOT NULL COLLATE pg_catalog."C",
    byte_size bigint NOT NULL,
    modified_at timestamp with time zone NOT NULL,
    sha256 bytea NOT NULL,
    pixel_digest bytea NOT NULL,
    format text NOT NULL,
    width integer NOT NULL,
    height integer NOT NULL,
    mode text NOT NULL,
    frame_count integer NOT NULL,
    lossless boolean NOT NULL,
    captured_at timestamp with time zone,
    camera text,
    software text,
    creator text,
    copyright_notice text,
    credit_line text,
    usage_terms text,
    rights_url text,
    metadata jsonb DEFAULT '{}'::jsonb NOT NULL,
    first_seen_run_id bigint NOT NULL,
    changed_run_id bigint NOT NULL,
    missing_since timestamp with time zone,
    matched_run_id bigint,
    CONSTRAINT image_pixel_digest_check CHECK ((octet_length(pixel_digest) = 32)),
    CONSTRAINT image_sha256_check CHECK ((octet_length(sha256) = 32)),
    CONSTRAINT image_size_check CHECK (((width > 0) AND (height > 0) AND (byte_size > 0) AND (frame_count > 0)))
);

CREATE FUNCTION lookalike.count_bits(i lookalike.image) RETURNS integer
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN CASE WHEN ((i).mode = '1'::text) THEN 1 WHEN ((i).mode = ANY (ARRAY['L'::text, 'LA'::text, 'La'::text, 'P'::text, 'PA'::text])) THEN 8 WHEN starts_with((i).mode, 'I;16'::text) THEN 16 ELSE 24 END;

CREATE TABLE lookalike.match (
    image_id_a bigint NOT NULL,
    image_id_b bigint NOT NULL,
    same_file boolean NOT NULL,
    same_pixels boolean NOT NULL,
    phash_distance smallint,
    phash_256_distance smallint,
    relation text NOT NULL,
    accepted boolean NOT NULL,
    run_id bigint NOT NULL,
    CONSTRAINT match_evidence_check CHECK ((same_file OR same_pixels OR ((phash_distance IS NOT NULL) AND (phash_256_distance IS NOT NULL)))),
    CONSTRAINT match_order_check CHECK ((image_id_a < image_id_b)),
    CONSTRAINT match_relation_check CHECK ((relation = ANY (ARRAY['identical file'::text, 'identical image'::text, 're-encoded'::text, 'resized'::text, 'toned'::text, 'edited'::text])))
);

CREATE FUNCTION lookalike.count_matches() RETURNS jsonb
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    RETURN (SELECT jsonb_build_object('accepted', count(*) FILTER (WHERE m.accepted), 'possible', count(*) FILTER (WHERE (NOT m.accepted))) AS jsonb_build_object FROM lookalike.match m);

CREATE FUNCTION lookalike.count_metadata(i lookalike.image) RETURNS integer
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN (num_nonnulls((i).captured_at, (i).camera, (i).software, (i).creator, (i).copyright_notice, (i).credit_line, (i).usage_terms, (i).rights_url) + (SELECT (count(*))::integer AS count FROM jsonb_object_keys((count_metadata.i).metadata) jsonb_object_keys(jsonb_object_keys)));

CREATE FUNCTION lookalike.describe_relation(a lookalike.image, b lookalike.image, phash_256_distance integer) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN CASE WHEN ((a).sha256 = (b).sha256) THEN 'identical file'::text WHEN ((a).pixel_digest = (b).pixel_digest) THEN 'identical image'::text WHEN (abs(ln(((((a).width)::double precision * ((b).height)::double precision) / (((a).height)::double precision * ((b).width)::double precision)))) > (0.03)::double precision) THEN 'edited'::text WHEN (((a).mode = ANY (ARRAY['1'::text, 'L'::text, 'LA'::text, 'I'::text, 'I;16'::text, 'I;16B'::text, 'F'::text])) <> ((b).mode = ANY (ARRAY['1'::text, 'L'::text, 'LA'::text, 'I'::text, 'I;16'::text, 'I;16B'::text, 'F'::text]))) THEN 'toned'::text WHEN (((a).width <> (b).width) OR ((a).height <> (b).height)) THEN 'resized'::text WHEN (phash_256_distance <= 16) THEN 're-encoded'::text ELSE 'edited'::text END;

CREATE FUNCTION lookalike.describe_size(i lookalike.image) RETURNS text
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN format('%s × %s %s'::text, (i).width, (i).height, (i).format);

CREATE FUNCTION lookalike.find_components() RETURNS integer
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET client_min_messages TO 'warning'
    AS $$
DECLARE
    this_round integer := 0;
    edges bigint;
BEGIN
    DROP TABLE IF EXISTS pg_temp.edge, pg_temp.next_edge, pg_temp.contraction, pg_temp.component;
    CREATE TEMP TABLE edge AS
    WITH accepted AS (
        SELECT m.image_id_a AS v, m.image_id_b AS w
        FROM lookalike.match m
        JOIN lookalike.image a ON a.image_id = m.image_id_a AND a.missing_since IS NULL
        JOIN lookalike.image b ON b.image_id = m.image_id_b AND b.missing_since IS NULL
        WHERE m.accepted
    )
    SELECT e.v, e.w FROM accepted e UNION ALL SELECT e.w, e.v FROM accepted e;
    GET DIAGNOSTICS edges = ROW_COUNT;
    CREATE TEMP TABLE contraction (round integer, node bigint, parent bigint);

    WHILE edges > 0 LOOP
        this_round := this_round + 1;
        ANALYZE pg_temp.edge;
        INSERT INTO pg_temp.contraction (round, node, parent)
        SELECT DISTINCT ON (n.v) this_round, n.v, n.w
        FROM (SELECT e.v, e.w FROM pg_temp.edge e UNION ALL SELECT DISTINCT e.v, e.v FROM pg_temp.edge e) n
        ORDER BY n.v, hashint8extended(n.w, this_round), n.w;
        ANALYZE pg_temp.contraction;
        CREATE TEMP TABLE next_edge AS
        SELECT DISTINCT v.parent AS v, w.parent AS w
        FROM pg_temp.edge e
        JOIN pg_temp.contraction v ON v.round = this_round AND v.node = e.v
        JOIN pg_temp.contraction w ON w.round = this_round AND w.node = e.w
        WHERE v.parent <> w.parent;
        GET DIAGNOSTICS edges = ROW_COUNT;
        DROP TABLE pg_temp.edge;
        ALTER TABLE pg_temp.next_edge RENAME TO edge;
    END LOOP;

    -- Back from the last round to the first, each node learns what its parent became.
    CREATE TEMP TABLE component (node bigint, component bigint);
    FOR r IN REVERSE this_round .. 1 LOOP
        CREATE TEMP TABLE next_component AS
        SELECT c.node, coalesce(k.component, c.parent) AS component
        FROM pg_temp.contraction c
        LEFT JOIN pg_temp.component k ON k.node = c.parent
        WHERE c.round = r;
        DROP TABLE pg_temp.component;
        ALTER TABLE pg_temp.next_component RENAME TO component;
        ANALYZE pg_temp.component;
    END LOOP;
    DROP TABLE pg_temp.edge, pg_temp.contraction;
    RETURN this_round;
END
$$;

CREATE PROCEDURE lookalike.find_matches(IN radius integer DEFAULT NULL::integer, IN threshold integer DEFAULT NULL::integer, IN batch_size integer DEFAULT 1000)
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

CREATE FUNCTION lookalike.finish_run(run_id bigint, counts jsonb) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    UPDATE lookalike.run r
    SET state = 'finished', finished_at = clock_timestamp(), counts = finish_run.counts
    WHERE r.run_id = finish_run.run_id;
END
$$;

CREATE FUNCTION lookalike.finish_scan(run_id bigint, collection_id integer) RETURNS jsonb
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
#variable_conflict use_column
DECLARE
    moved bigint;
    missed bigint;
    counted jsonb;
BEGIN
    CREATE UNIQUE INDEX ON pg_temp.walked_file (path);
    ANALYZE pg_temp.walked_file, pg_temp.seen_problem;
    CREATE TEMP TABLE unread_folder ON COMMIT DROP AS
    SELECT s.path FROM pg_temp.seen_problem s WHERE s.problem = 'unreadable' AND s.is_folder;
    ANALYZE pg_temp.unread_folder;

    -- An empty folder where images were is more often a share that is not mounted.
    IF NOT EXISTS (SELECT FROM pg_temp.walked_file)
       AND EXISTS (SELECT FROM lookalike.image i
                   WHERE i.collection_id = finish_scan.collection_id AND i.missing_since IS NULL) THEN
        RAISE EXCEPTION 'no file found in the folder of collection "%"',
            (SELECT c.name FROM lookalike.collection c
             WHERE c.collection_id = finish_scan.collection_id)
            USING ERRCODE = 'no_data_found',
                  DETAIL = format('The folder "%s" is empty, but held images at the last scan. Nothing was changed.',
                                  (SELECT c.root FROM lookalike.collection c
                                   WHERE c.collection_id = finish_scan.collection_id)),
                  HINT = 'Check that the share is mounted, then scan again.';
    END IF;

    -- Images no longer where they were. What lies under a folder that could not be read this
    -- time has not been missed.
    CREATE TEMP TABLE gone ON COMMIT DROP AS
    SELECT i.image_id, i.path, i.sha256, i.missing_since
    FROM lookalike.image i
    WHERE i.collection_id = finish_scan.collection_id
      AND NOT EXISTS (SELECT FROM pg_temp.walked_file w WHERE w.path = i.path)
      AND NOT EXISTS (SELECT FROM pg_temp.unread_folder u
                      WHERE u.path = '.' OR starts_with(i.path, u.path || '/'));

    -- Of those, the ones whose bytes turned up under a new path have moved.
    CREATE TEMP TABLE moved ON COMMIT DROP AS
    WITH old AS (
        SELECT g.image_id, g.sha256,
               row_number() OVER (PARTITION BY g.sha256
                                  ORDER BY g.missing_since DESC NULLS FIRST, g.path) AS nth
        FROM pg_temp.gone g
    ), new AS (
        SELECT i.image_id, i.path, i.modified_at, i.sha256,
               row_number() OVER (PARTITION BY i.sha256 ORDER BY i.path) AS nth
        FROM lookalike.image i
        WHERE i.collection_id = finish_scan.collection_id
          AND i.first_seen_run_id = finish_scan.run_id AND i.missing_since IS NULL
          AND NOT EXISTS (SELECT FROM pg_temp.gone g WHERE g.image_id = i.image_id)
    )
    SELECT old.image_id, new.image_id AS new_image_id, new.path, new.modified_at
    FROM old JOIN new USING (sha256, nth);
    DELETE FROM lookalike.image i USING pg_temp.moved m WHERE i.image_id = m.new_image_id;
    UPDATE lookalike.image i
    SET path = m.path, modified_at = m.modified_at, missing_since = NULL, matched_run_id = NULL
    FROM pg_temp.moved m WHERE i.image_id = m.image_id;
    GET DIAGNOSTICS moved = ROW_COUNT;

    UPDATE lookalike.image i
    SET missing_since = clock_timestamp(), matched_run_id = NULL
    FROM pg_temp.gone g
    WHERE i.image_id = g.image_id AND i.missing_since IS NULL
      AND NOT EXISTS (SELECT FROM pg_temp.moved m WHERE m.image_id = g.image_id);
    GET DIAGNOSTICS missed = ROW_COUNT;

    DELETE FROM lookalike.problem p
    WHERE p.collection_id = finish_scan.collection_id
      AND NOT EXISTS (SELECT FROM pg_temp.seen_problem s
                      WHERE s.path = p.path AND s.problem = p.problem)
      AND (NOT EXISTS (SELECT FROM pg_temp.walked_file w WHERE w.path = p.path)
           -- Remarks of the walk itself are made anew by every walk.
           OR p.scanned)
      AND NOT EXISTS (SELECT FROM pg_temp.unread_folder u
                      WHERE u.path = '.' OR starts_with(p.path, u.path || '/'));

    SELECT jsonb_build_object(
        'files', (SELECT count(*) FROM pg_temp.walked_file),
        'images', count(*) FILTER (WHERE i.missing_since IS NULL),
        'new', count(*) FILTER (WHERE i.first_seen_run_id = finish_scan.run_id),
        'changed', count(*) FILTER (WHERE i.changed_run_id = finish_scan.run_id
                                      AND i.first_seen_run_id <> finish_scan.run_id),
        'moved', moved,
        'missing', missed,
        'not_images', (SELECT count(*) FROM lookalike.problem p
                       WHERE p.collection_id = finish_scan.collection_id
                         AND p.problem = 'not_an_image'),
        'problems', (SELECT count(*) FROM lookalike.problem p
                     WHERE p.collection_id = finish_scan.collection_id
                       AND p.problem <> 'not_an_image'))
    INTO counted
    FROM lookalike.image i WHERE i.collection_id = finish_scan.collection_id;

    UPDATE lookalike.run r
    SET state = 'finished', finished_at = clock_timestamp(), counts = counted
    WHERE r.run_id = finish_scan.run_id;
    DROP TABLE pg_temp.walked_file, pg_temp.scanned_image, pg_temp.scanned_problem, pg_temp.seen_problem;
    PERFORM pg_advisory_unlock(hashtext('lookalike.scan'), finish_scan.collection_id);
    RETURN counted;
END
$$;

CREATE FUNCTION lookalike.forget_collection(name text) RETURNS bigint
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    this_collection integer;
    forgotten bigint;
BEGIN
    SELECT c.collection_id INTO this_collection
    FROM lookalike.collection c WHERE c.name = forget_collection.name;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'collection "%" does not exist', name
            USING ERRCODE = 'undefined_object',
                  HINT = 'SELECT name, root FROM lookalike.collection lists them.';
    END IF;
    IF NOT pg_try_advisory_xact_lock(hashtext('lookalike.scan'), this_collection) THEN
        RAISE EXCEPTION 'collection "%" is being scanned', name
            USING ERRCODE = 'object_in_use', HINT = 'Wait until the scan has finished.';
    END IF;
    -- Who leaned on one of its images is to be matched again.
    UPDATE lookalike.image i SET matched_run_id = NULL
    FROM lookalike.match m
    JOIN lookalike.image a ON a.image_id = m.image_id_a
    JOIN lookalike.image b ON b.image_id = m.image_id_b
    WHERE i.image_id IN (m.image_id_a, m.image_id_b) AND i.collection_id <> this_collection
      AND this_collection IN (a.collection_id, b.collection_id);
    DELETE FROM lookalike.image i WHERE i.collection_id = this_collection;
    GET DIAGNOSTICS forgotten = ROW_COUNT;
    DELETE FROM lookalike.problem p WHERE p.collection_id = this_collection;
    DELETE FROM lookalike.run r WHERE r.collection_id = this_collection;
    DELETE FROM lookalike.collection c WHERE c.collection_id = this_collection;
    RETURN forgotten;
END
$$;

CREATE PROCEDURE lookalike.form_clusters()
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    this_run bigint;
BEGIN
    PERFORM lookalike.lock_stage('cluster');
    this_run := lookalike.start_run('cluster', '{}');
    PERFORM lookalike.find_components();

    CREATE TEMP TABLE heir ON COMMIT DROP AS
    WITH overlap AS (
        SELECT k.component, m.cluster_id, count(*) AS images,
               min(k.node) AS first_node
        FROM pg_temp.component k
        JOIN lookalike.cluster_member m ON m.image_id = k.node
        GROUP BY k.component, m.cluster_id
    ), ranked AS (
        SELECT o.*,
               row_number() OVER (PARTITION BY o.cluster_id
                                  ORDER BY o.images DESC, o.first_node) AS among_components
        FROM overlap o
    )
    SELECT DISTINCT ON (r.component) r.component, r.cluster_id
    FROM ranked r WHERE r.among_components = 1
    ORDER BY r.component, r.images DESC, r.cluster_id;

    INSERT INTO pg_temp.heir (component, cluster_id)
    SELECT n.component,
           (SELECT coalesce(max(c.cluster_id), 0) FROM lookalike.cluster c)
           + row_number() OVER (ORDER BY n.collection_id, n.path)
    FROM (
        SELECT DISTINCT ON (k.component) k.component, i.collection_id, i.path
        FROM pg_temp.component k
        JOIN lookalike.image i ON i.image_id = k.node
        WHERE NOT EXISTS (SELECT FROM pg_temp.heir h WHERE h.component = k.component)
        ORDER BY k.component, i.collection_id, i.path
    ) n;
    ANALYZE pg_temp.heir;

    CREATE TEMP TABLE wanted ON COMMIT DROP AS
    SELECT k.node AS image_id, h.cluster_id
    FROM pg_temp.component k JOIN pg_temp.heir h USING (component);
    CREATE UNIQUE INDEX ON pg_temp.wanted (image_id);
    ANALYZE pg_temp.wanted;

    CREATE TEMP TABLE formed ON COMMIT DROP AS
    SELECT w.cluster_id, count(*)::integer AS images
    FROM pg_temp.wanted w GROUP BY w.cluster_id;
    CREATE TEMP TABLE weakest ON COMMIT DROP AS
    SELECT w.cluster_id, max(m.phash_256_distance) AS distance
    FROM lookalike.match m JOIN pg_temp.wanted w ON w.image_id = m.image_id_a
    WHERE m.accepted GROUP BY w.cluster_id;

    INSERT INTO lookalike.cluster AS c (cluster_id, images, weakest_phash_256_distance, created_run_id)
    SELECT f.cluster_id, f.images, k.distance, this_run
    FROM pg_temp.formed f JOIN pg_temp.weakest k USING (cluster_id)
    ON CONFLICT (cluster_id) DO UPDATE SET
        images = excluded.images, retired_run_id = NULL,
        weakest_phash_256_distance = excluded.weakest_phash_256_distance
    WHERE (c.images, c.weakest_phash_256_distance, c.retired_run_id)
        IS DISTINCT FROM (excluded.images, excluded.weakest_phash_256_distance, NULL);

    INSERT INTO lookalike.cluster_change (run_id, from_cluster_id, to_cluster_id, images)
    SELECT this_run, m.cluster_id, w.cluster_id, count(*)
    FROM lookalike.cluster_member m JOIN pg_temp.wanted w USING (image_id)
    WHERE m.cluster_id <> w.cluster_id
    GROUP BY m.cluster_id, w.cluster_id;

    DELETE FROM lookalike.cluster_member m
    WHERE NOT EXISTS (SELECT FROM pg_temp.wanted w WHERE w.image_id = m.image_id);
    INSERT INTO lookalike.cluster_member AS m (image_id, cluster_id)
    SELECT w.image_id, w.cluster_id FROM pg_temp.wanted w
    ON CONFLICT (image_id) DO UPDATE SET cluster_id = excluded.cluster_id
    WHERE m.cluster_id <> excluded.cluster_id;
    PERFORM lookalike.analyze_if_grown('lookalike.cluster_member');
    PERFORM lookalike.analyze_if_grown('lookalike.cluster');

    UPDATE lookalike.cluster c SET images = 0, weakest_phash_256_distance = NULL, retired_run_id = this_run
    WHERE c.retired_run_id IS NULL
      AND NOT EXISTS (SELECT FROM pg_temp.formed f WHERE f.cluster_id = c.cluster_id);

    PERFORM lookalike.finish_run(this_run, jsonb_build_object(
        'clusters', (SELECT count(*) FROM pg_temp.formed),
        'images', (SELECT count(*) FROM pg_temp.wanted)));
    DROP TABLE pg_temp.component, pg_temp.heir, pg_temp.wanted, pg_temp.formed, pg_temp.weakest;
END
$$;

CREATE TABLE lookalike.run (
    run_id bigint NOT NULL,
    stage text NOT NULL,
    collection_id integer,
    state text DEFAULT 'running'::text NOT NULL,
    settings jsonb DEFAULT '{}'::jsonb NOT NULL,
    counts jsonb DEFAULT '{}'::jsonb NOT NULL,
    started_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    finished_at timestamp with time zone,
    CONSTRAINT run_collection_check CHECK (((stage = 'scan'::text) = (collection_id IS NOT NULL))),
    CONSTRAINT run_finished_check CHECK (((state = 'finished'::text) = (finished_at IS NOT NULL))),
    CONSTRAINT run_stage_check CHECK ((stage = ANY (ARRAY['scan'::text, 'match'::text, 'cluster'::text, 'classify'::text]))),
    CONSTRAINT run_state_check CHECK ((state = ANY (ARRAY['running'::text, 'finished'::text])))
);

CREATE FUNCTION lookalike.get_counts(stage text) RETURNS jsonb
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    RETURN (SELECT r.counts FROM lookalike.run r WHERE ((r.stage = get_counts.stage) AND (r.state = 'finished'::text)) ORDER BY r.run_id DESC LIMIT 1);

CREATE FUNCTION lookalike.get_setting(name text) RETURNS text
    LANGUAGE plpgsql STABLE STRICT
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    found_value text;
BEGIN
    SELECT s.value INTO found_value FROM lookalike.setting s WHERE s.name = get_setting.name;
    IF found_value IS NULL THEN
        RAISE EXCEPTION 'setting "%" does not exist', name
            USING ERRCODE = 'undefined_object',
                  HINT = 'SELECT name, value, description FROM lookalike.setting lists them.';
    END IF;
    RETURN found_value;
END
$$;

CREATE FUNCTION lookalike.is_passing(problem text) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN (problem = ANY (ARRAY['unreadable'::text, 'out_of_memory'::text, 'changed_during_scan'::text, 'vanished'::text, 'decoder_crash'::text]));

CREATE FUNCTION lookalike.lock_stage(stage text, held_by text DEFAULT 'transaction'::text) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET lock_timeout TO '5s'
    AS $$
BEGIN
    IF held_by = 'transaction' THEN
        PERFORM pg_advisory_xact_lock(hashtext('lookalike.stage'), hashtext(stage));
    -- A session that has the lock from a run that failed must not take it twice.
    ELSIF NOT EXISTS (
        SELECT FROM pg_locks l
        WHERE l.locktype = 'advisory' AND l.pid = pg_backend_pid() AND l.granted
          AND l.database = (SELECT d.oid FROM pg_database d WHERE d.datname = current_database())
          AND l.classid::bigint = hashtext('lookalike.stage')::bigint & 4294967295
          AND l.objid::bigint = hashtext(stage)::bigint & 4294967295
    ) THEN
        PERFORM pg_advisory_lock(hashtext('lookalike.stage'), hashtext(stage));
    END IF;
EXCEPTION WHEN lock_not_available THEN
    RAISE EXCEPTION 'stage "%" is running already', stage
        USING ERRCODE = 'object_in_use',
              DETAIL = 'Another session works on it.',
              HINT = 'Wait until it has finished, or end that session.';
END
$$;

CREATE FUNCTION lookalike.match_identical(run_id bigint) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET client_min_messages TO 'warning'
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

CREATE FUNCTION lookalike.match_similar(run_id bigint, radius integer, threshold integer, batch_size integer, after_image_id bigint, OUT compared integer, OUT last_image_id bigint) RETURNS record
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET plan_cache_mode TO 'force_custom_plan'
    SET enable_hashjoin TO 'off'
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

CREATE TABLE lookalike.installation (
    is_only boolean DEFAULT true NOT NULL,
    version text NOT NULL,
    mode text NOT NULL,
    source_digest text NOT NULL,
    installed_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT installation_is_only_check CHECK (is_only),
    CONSTRAINT installation_mode_check CHECK ((mode = ANY (ARRAY['extension'::text, 'loose'::text])))
);

CREATE FUNCTION lookalike.record_installation(version text, mode text, source_digest text) RETURNS void
    LANGUAGE sql
    BEGIN ATOMIC
 INSERT INTO lookalike.installation AS i (version, mode, source_digest)
   VALUES (record_installation.version, record_installation.mode, record_installation.source_digest) ON CONFLICT(is_only) DO UPDATE SET version = excluded.version, mode = excluded.mode, source_digest = excluded.source_digest, installed_at = now();
END;

CREATE FUNCTION lookalike.select_files_to_read(collection_id integer, batch integer, retry boolean) RETURNS TABLE(path text, byte_size bigint, modified_at timestamp with time zone)
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET enable_seqscan TO 'off'
    SET enable_bitmapscan TO 'off'
    SET enable_hashjoin TO 'off'
    SET enable_mergejoin TO 'off'
    SET enable_material TO 'off'
    AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    SELECT w.path, w.byte_size, w.modified_at
    FROM pg_temp.walked_file w
    WHERE w.batch = select_files_to_read.batch
      AND NOT EXISTS (
          SELECT FROM lookalike.image i
          WHERE i.collection_id = select_files_to_read.collection_id AND i.path = w.path
            AND i.missing_since IS NULL
            AND i.byte_size = w.byte_size AND i.modified_at = w.modified_at)
      AND NOT EXISTS (
          SELECT FROM lookalike.problem p
          WHERE p.collection_id = select_files_to_read.collection_id AND p.path = w.path
            AND NOT p.scanned
            AND p.byte_size = w.byte_size AND p.modified_at = w.modified_at
            AND NOT lookalike.is_passing(p.problem)
            AND NOT (retry AND p.problem IN ('decompression_bomb', 'decoder_timeout', 'unsupported')));
END
$$;

CREATE FUNCTION lookalike.set_setting(name text, value text) RETURNS void
    LANGUAGE plpgsql STRICT
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
DECLARE
    wanted text;
    is_fit boolean;
BEGIN
    PERFORM lookalike.get_setting(name);  -- an unknown name is an error
    wanted := CASE name
        WHEN 'match_radius' THEN 'a whole number from 0 to 64'
        WHEN 'match_threshold' THEN 'a whole number from 0 to 256'
        WHEN 'low_quality' THEN 'a number from 0 to 1'
        WHEN 'storage_cost_per_tb_year' THEN 'a number, 0 or more' END;
    is_fit := CASE
        WHEN wanted IS NULL THEN true
        WHEN value !~ '^\d{1,12}(\.\d+)?$' THEN false
        WHEN name = 'match_radius' THEN value !~ '\.' AND value::numeric <= 64
        WHEN name = 'match_threshold' THEN value !~ '\.' AND value::numeric <= 256
        WHEN name = 'low_quality' THEN value::numeric <= 1
        ELSE true END;
    IF NOT is_fit THEN
        RAISE EXCEPTION 'invalid value for setting "%": "%"', name, value
            USING ERRCODE = 'invalid_parameter_value', HINT = format('It has to be %s.', wanted);
    END IF;
    UPDATE lookalike.setting s SET value = set_setting.value WHERE s.name = set_setting.name;
END
$_$;

CREATE FUNCTION lookalike.start_run(stage text, settings jsonb) RETURNS bigint
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    this_run bigint;
BEGIN
    -- An unfinished run with the same settings goes on; with others, it is taken over.
    UPDATE lookalike.run r SET settings = start_run.settings
    WHERE r.stage = start_run.stage AND r.state = 'running'
    RETURNING r.run_id INTO this_run;
    IF NOT FOUND THEN
        INSERT INTO lookalike.run (stage, settings) VALUES (start_run.stage, start_run.settings)
        RETURNING run_id INTO this_run;
    END IF;
    RETURN this_run;
END
$$;

CREATE FUNCTION lookalike.start_scan(name text, root text, limits jsonb, algorithm text, parameters jsonb, libraries jsonb) RETURNS TABLE(run_id bigint, collection_id integer, method_id integer, resumed boolean, retry boolean)
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET lock_timeout TO '5s'
    SET client_min_messages TO 'warning'
    AS $$
#variable_conflict use_column
DECLARE
    this_collection integer := lookalike.add_collection(name, root);
    this_run bigint;
    this_method integer;
    this_settings jsonb;
    last_settings jsonb;
    was_running boolean := true;
BEGIN
    BEGIN
        PERFORM pg_advisory_lock(hashtext('lookalike.scan'), this_collection);
    EXCEPTION WHEN lock_not_available THEN
        RAISE EXCEPTION 'collection "%" is being scanned already',
            (SELECT c.name FROM lookalike.collection c WHERE c.collection_id = this_collection)
            USING ERRCODE = 'object_in_use',
                  DETAIL = coalesce(
                      (SELECT format('Run %s has been scanning it since %s.',
                                     r.run_id, date_trunc('second', r.started_at))
                       FROM lookalike.run r
                       WHERE r.collection_id = this_collection AND r.stage = 'scan' AND r.state = 'running'),
                      'Another session is about to scan it.'),
                  HINT = 'Wait until it has finished, or end that session.';
    END;

    INSERT INTO lookalike.fingerprint_method AS m (algorithm, parameters, libraries)
    VALUES (start_scan.algorithm, start_scan.parameters, start_scan.libraries)
    ON CONFLICT ON CONSTRAINT fingerprint_method_key DO NOTHING;
    SELECT m.method_id INTO this_method FROM lookalike.fingerprint_method m
    WHERE m.algorithm = start_scan.algorithm
      AND m.parameters = start_scan.parameters AND m.libraries = start_scan.libraries;

    this_settings := jsonb_build_object('limits', limits, 'method_id', this_method);
    SELECT r.settings INTO last_settings FROM lookalike.run r
    WHERE r.collection_id = this_collection AND r.stage = 'scan' AND r.state = 'finished'
    ORDER BY r.run_id DESC LIMIT 1;
    UPDATE lookalike.run r SET settings = this_settings
    WHERE r.collection_id = this_collection AND r.stage = 'scan' AND r.state = 'running'
    RETURNING r.run_id INTO this_run;
    IF NOT FOUND THEN
        was_running := false;
        INSERT INTO lookalike.run (stage, collection_id, settings)
        VALUES ('scan', this_collection, this_settings)
        RETURNING lookalike.run.run_id INTO this_run;
    END IF;

    DROP TABLE IF EXISTS pg_temp.walked_file, pg_temp.scanned_image, pg_temp.scanned_problem,
                         pg_temp.seen_problem;
    CREATE TEMP TABLE walked_file (
        batch integer NOT NULL,
        path text COLLATE "C" NOT NULL,
        byte_size bigint NOT NULL,
        modified_at timestamptz NOT NULL
    );
    CREATE INDEX ON pg_temp.walked_file (batch);
    CREATE TEMP TABLE scanned_image (
        path text COLLATE "C", byte_size bigint, modified_at timestamptz,
        sha256 bytea, pixel_digest bytea, format text, width integer, height integer, mode text,
        frame_count integer, lossless boolean, captured_at timestamptz, camera text, software text,
        creator text, copyright_notice text, credit_line text, usage_terms text, rights_url text,
        metadata jsonb, phash bit(64), phash_256 bit(256), quality real
    );
    CREATE TEMP TABLE scanned_problem (
        path text COLLATE "C", problem text, message text, scanned boolean,
        byte_size bigint, modified_at timestamptz
    );
    -- Of all batches, for the end of the scan.
    CREATE TEMP TABLE seen_problem (
        path text COLLATE "C" NOT NULL, problem text NOT NULL, is_folder boolean NOT NULL,
        PRIMARY KEY (path, problem)
    );
    RETURN QUERY SELECT this_run, this_collection, this_method, was_running,
                        coalesce(last_settings <> this_settings, false);
END
$$;

CREATE FUNCTION lookalike.store_scanned(run_id bigint, collection_id integer, method_id integer) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET enable_seqscan TO 'off'
    SET enable_bitmapscan TO 'off'
    SET enable_hashjoin TO 'off'
    SET enable_mergejoin TO 'off'
    SET enable_material TO 'off'
    AS $$
#variable_conflict use_column
BEGIN
    INSERT INTO lookalike.image AS i (
        collection_id, path, byte_size, modified_at, sha256, pixel_digest, format, width, height,
        mode, frame_count, lossless, captured_at, camera, software, creator, copyright_notice,
        credit_line, usage_terms, rights_url, metadata, first_seen_run_id, changed_run_id)
    SELECT store_scanned.collection_id, s.path, s.byte_size, s.modified_at, s.sha256,
           s.pixel_digest, s.format, s.width, s.height, s.mode, s.frame_count, s.lossless,
           s.captured_at, s.camera, s.software, s.creator, s.copyright_notice, s.credit_line,
           s.usage_terms, s.rights_url, s.metadata, store_scanned.run_id, store_scanned.run_id
    FROM pg_temp.scanned_image s
    ORDER BY s.path
    ON CONFLICT (collection_id, path) DO UPDATE SET
        byte_size = excluded.byte_size, modified_at = excluded.modified_at,
        sha256 = excluded.sha256, pixel_digest = excluded.pixel_digest, format = excluded.format,
        width = excluded.width, height = excluded.height, mode = excluded.mode,
        frame_count = excluded.frame_count, lossless = excluded.lossless,
        captured_at = excluded.captured_at, camera = excluded.camera,
        software = excluded.software, creator = excluded.creator,
        copyright_notice = excluded.copyright_notice, credit_line = excluded.credit_line,
        usage_terms = excluded.usage_terms, rights_url = excluded.rights_url,
        metadata = excluded.metadata, missing_since = NULL,
        -- A file that was only touched has the same content: nothing to match again.
        changed_run_id = CASE WHEN i.sha256 = excluded.sha256 THEN i.changed_run_id
                              ELSE excluded.changed_run_id END,
        matched_run_id = CASE WHEN i.sha256 = excluded.sha256 AND i.missing_since IS NULL
                              THEN i.matched_run_id END;

    -- Other libraries may see the same bytes differently.
    UPDATE lookalike.image i SET matched_run_id = NULL
    FROM pg_temp.scanned_image s, lookalike.fingerprint f
    WHERE i.collection_id = store_scanned.collection_id AND i.path = s.path
      AND f.image_id = i.image_id AND f.region = 'full' AND i.matched_run_id IS NOT NULL
      AND (f.phash, f.phash_256, f.quality) IS DISTINCT FROM (s.phash, s.phash_256, s.quality);

    INSERT INTO lookalike.fingerprint AS f (image_id, method_id, phash, phash_256, quality)
    SELECT i.image_id, store_scanned.method_id, s.phash, s.phash_256, s.quality
    FROM pg_temp.scanned_image s
    JOIN lookalike.image i
      ON i.collection_id = store_scanned.collection_id AND i.path = s.path
    ON CONFLICT (image_id, region) DO UPDATE SET
        method_id = excluded.method_id, phash = excluded.phash,
        phash_256 = excluded.phash_256, quality = excluded.quality;

    -- The image that was here has been overwritten by something that is none.
    UPDATE lookalike.image i
    SET missing_since = clock_timestamp(), matched_run_id = NULL
    FROM pg_temp.scanned_problem s
    WHERE i.collection_id = store_scanned.collection_id AND i.path = s.path
      AND NOT s.scanned AND i.missing_since IS NULL AND NOT lookalike.is_passing(s.problem);

    -- A class was given to the content that is no longer there.
    DELETE FROM lookalike.retention_class k
    USING lookalike.image i, (
        SELECT s.path FROM pg_temp.scanned_image s
        UNION ALL SELECT s.path FROM pg_temp.scanned_problem s) t
    WHERE i.collection_id = store_scanned.collection_id AND i.path = t.path
      AND i.matched_run_id IS NULL AND k.image_id = i.image_id;

    -- What was read anew has no other problems than those found now.
    DELETE FROM lookalike.problem p
    USING (SELECT s.path FROM pg_temp.scanned_image s
           UNION SELECT s.path FROM pg_temp.scanned_problem s WHERE NOT s.scanned) t
    WHERE p.collection_id = store_scanned.collection_id AND p.path = t.path
      AND NOT EXISTS (SELECT FROM pg_temp.scanned_problem s
                      WHERE s.path = p.path AND s.problem = p.problem)
      AND NOT EXISTS (SELECT FROM pg_temp.seen_problem s
                      WHERE s.path = p.path AND s.problem = p.problem);

    INSERT INTO lookalike.problem AS p (
        collection_id, path, problem, message, scanned, byte_size, modified_at, first_seen_run_id)
    SELECT store_scanned.collection_id, s.path, s.problem, s.message, s.scanned, s.byte_size,
           s.modified_at, store_scanned.run_id
    FROM pg_temp.scanned_problem s
    ORDER BY s.path, s.problem
    ON CONFLICT (collection_id, path, problem) DO UPDATE SET
        message = excluded.message, scanned = excluded.scanned,
        byte_size = excluded.byte_size, modified_at = excluded.modified_at
    WHERE (p.message, p.scanned, p.byte_size, p.modified_at)
        IS DISTINCT FROM (excluded.message, excluded.scanned, excluded.byte_size, excluded.modified_at);

    INSERT INTO pg_temp.seen_problem (path, problem, is_folder)
    SELECT s.path, s.problem, s.byte_size IS NULL FROM pg_temp.scanned_problem s
    ON CONFLICT (path, problem) DO NOTHING;
    TRUNCATE pg_temp.scanned_image, pg_temp.scanned_problem;
    PERFORM lookalike.analyze_if_grown('lookalike.image');
    PERFORM lookalike.analyze_if_grown('lookalike.fingerprint');
    PERFORM lookalike.analyze_if_grown('lookalike.problem');
END
$$;

CREATE FUNCTION lookalike.unlock_stage(stage text) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    PERFORM pg_advisory_unlock(hashtext('lookalike.stage'), hashtext(stage));
END
$$;

CREATE TABLE lookalike.alembic_version (
    version_num character varying(32) NOT NULL
);

CREATE TABLE lookalike.cluster (
    cluster_id integer NOT NULL,
    images integer NOT NULL,
    weakest_phash_256_distance smallint,
    created_run_id bigint NOT NULL,
    retired_run_id bigint,
    CONSTRAINT cluster_images_check CHECK (((images >= 2) = (retired_run_id IS NULL)))
);

CREATE TABLE lookalike.cluster_change (
    run_id bigint NOT NULL,
    from_cluster_id integer NOT NULL,
    to_cluster_id integer NOT NULL,
    images integer NOT NULL
);

CREATE TABLE lookalike.cluster_member (
    image_id bigint NOT NULL,
    cluster_id integer NOT NULL
);

CREATE TABLE lookalike.collection (
    collection_id integer NOT NULL,
    name text NOT NULL,
    root text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT collection_name_check CHECK ((name <> ''::text))
);

ALTER TABLE lookalike.collection ALTER COLUMN collection_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME lookalike.collection_collection_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE lookalike.retention_class (
    image_id bigint NOT NULL,
    class text NOT NULL,
    rule text NOT NULL,
    reason text NOT NULL,
    derived_from_image_id bigint,
    policy_id integer NOT NULL,
    run_id bigint NOT NULL,
    CONSTRAINT retention_class_class_check CHECK ((class = ANY (ARRAY['archival master'::text, 'identical copy'::text, 'derivative'::text, 'possible duplicate'::text, 'unique'::text]))),
    CONSTRAINT retention_class_reason_check CHECK ((reason <> ''::text))
);

CREATE VIEW lookalike.duplicate_cluster AS
 SELECT c.cluster_id,
    c.images,
    s.collections,
    s.files,
    s.bytes,
    s.redundant_images,
    s.redundant_bytes,
    s.identical_bytes,
    o.path AS master_path,
    oc.name AS master_collection,
    (c.weakest_phash_256_distance)::integer AS weakest_phash_256_distance,
    r.started_at AS first_seen
   FROM ((((lookalike.cluster c
     JOIN lookalike.run r ON ((r.run_id = c.created_run_id)))
     JOIN ( SELECT m.cluster_id,
            count(DISTINCT i.collection_id) AS collections,
            count(DISTINCT i.sha256) AS files,
            (sum(i.byte_size))::bigint AS bytes,
            count(*) FILTER (WHERE (k.class = ANY (ARRAY['identical copy'::text, 'derivative'::text]))) AS redundant_images,
            (COALESCE(sum(i.byte_size) FILTER (WHERE (k.class = ANY (ARRAY['identical copy'::text, 'derivative'::text]))), (0)::numeric))::bigint AS redundant_bytes,
            (COALESCE(sum(i.byte_size) FILTER (WHERE (k.class = 'identical copy'::text)), (0)::numeric))::bigint AS identical_bytes,
            min(m.image_id) FILTER (WHERE (k.class = 'archival master'::text)) AS master_id
           FROM ((lookalike.cluster_member m
             JOIN lookalike.image i ON ((i.image_id = m.image_id)))
             LEFT JOIN lookalike.retention_class k ON ((k.image_id = m.image_id)))
          GROUP BY m.cluster_id) s ON ((s.cluster_id = c.cluster_id)))
     LEFT JOIN lookalike.image o ON ((o.image_id = s.master_id)))
     LEFT JOIN lookalike.collection oc ON ((oc.collection_id = o.collection_id)))
  WHERE (c.retired_run_id IS NULL);

CREATE VIEW lookalike.duplicate_image AS
 SELECT i.path,
    m.cluster_id,
    c.name AS collection,
    k.class,
    k.reason,
    (k.class = 'archival master'::text) AS is_master,
    i.format,
    i.width,
    i.height,
    i.byte_size,
    i.lossless,
    i.captured_at,
    i.camera,
    i.software,
    i.creator,
    i.copyright_notice,
    i.credit_line,
    i.usage_terms,
    i.rights_url,
    i.modified_at,
    encode(i.sha256, 'hex'::text) AS sha256,
    encode(i.pixel_digest, 'hex'::text) AS pixel_digest,
    i.image_id
   FROM (((lookalike.cluster_member m
     JOIN lookalike.image i ON ((i.image_id = m.image_id)))
     JOIN lookalike.collection c ON ((c.collection_id = i.collection_id)))
     LEFT JOIN lookalike.retention_class k ON ((k.image_id = m.image_id)))
  WHERE (i.missing_since IS NULL);

CREATE VIEW lookalike.duplicate_pair AS
 SELECT
        CASE
            WHEN p.is_ordered THEN a.path
            ELSE b.path
        END AS path_a,
        CASE
            WHEN p.is_ordered THEN b.path
            ELSE a.path
        END AS path_b,
    m.relation,
    m.accepted,
        CASE
            WHEN p.is_ordered THEN ca.name
            ELSE cb.name
        END AS collection_a,
        CASE
            WHEN p.is_ordered THEN cb.name
            ELSE ca.name
        END AS collection_b,
        CASE
            WHEN m.same_file THEN 'same bytes (SHA-256)'::text
            WHEN m.same_pixels THEN 'same pixels'::text
            ELSE format('hashes differ in %s of 64 and %s of 256 bits'::text, m.phash_distance, m.phash_256_distance)
        END AS evidence,
    (m.phash_distance)::integer AS phash_distance,
    (m.phash_256_distance)::integer AS phash_256_distance,
        CASE
            WHEN m.accepted THEN k.cluster_id
            ELSE NULL::integer
        END AS cluster_id,
        CASE
            WHEN p.is_ordered THEN a.image_id
            ELSE b.image_id
        END AS image_id_a,
        CASE
            WHEN p.is_ordered THEN b.image_id
            ELSE a.image_id
        END AS image_id_b
   FROM ((((((lookalike.match m
     JOIN lookalike.image a ON ((a.image_id = m.image_id_a)))
     JOIN lookalike.image b ON ((b.image_id = m.image_id_b)))
     JOIN lookalike.collection ca ON ((ca.collection_id = a.collection_id)))
     JOIN lookalike.collection cb ON ((cb.collection_id = b.collection_id)))
     LEFT JOIN lookalike.cluster_member k ON ((k.image_id = m.image_id_a)))
     CROSS JOIN LATERAL ( SELECT (ROW(a.collection_id, a.path) < ROW(b.collection_id, b.path)) AS is_ordered) p)
  WHERE ((a.missing_since IS NULL) AND (b.missing_since IS NULL) AND (a.matched_run_id IS NOT NULL) AND (b.matched_run_id IS NOT NULL));

CREATE TABLE lookalike.problem (
    collection_id integer NOT NULL,
    path text NOT NULL COLLATE pg_catalog."C",
    problem text NOT NULL,
    message text NOT NULL,
    scanned boolean NOT NULL,
    byte_size bigint,
    modified_at timestamp with time zone,
    first_seen_run_id bigint NOT NULL
);

CREATE VIEW lookalike.duplication_summary AS
 WITH counted AS (
         SELECT
                CASE
                    WHEN (GROUPING(c.name) = 0) THEN 'collection'::text
                    WHEN (GROUPING(i.format) = 0) THEN 'format'::text
                    ELSE 'archive'::text
                END AS dimension,
            COALESCE(c.name, i.format, 'all'::text) AS value,
            count(i.image_id) AS images,
            (COALESCE(sum(i.byte_size), (0)::numeric))::bigint AS bytes,
            count(DISTINCT m.cluster_id) AS clusters,
            count(*) FILTER (WHERE (k.class = 'identical copy'::text)) AS identical_copies,
            (COALESCE(sum(i.byte_size) FILTER (WHERE (k.class = 'identical copy'::text)), (0)::numeric))::bigint AS identical_bytes,
            count(*) FILTER (WHERE (k.class = 'derivative'::text)) AS derivatives,
            (COALESCE(sum(i.byte_size) FILTER (WHERE (k.class = 'derivative'::text)), (0)::numeric))::bigint AS derivative_bytes
           FROM (((lookalike.collection c
             LEFT JOIN lookalike.image i ON (((i.collection_id = c.collection_id) AND (i.missing_since IS NULL))))
             LEFT JOIN lookalike.cluster_member m ON ((m.image_id = i.image_id)))
             LEFT JOIN lookalike.retention_class k ON ((k.image_id = i.image_id)))
          GROUP BY GROUPING SETS ((), (c.name), (i.format))
         HAVING ((GROUPING(i.format) = 1) OR (i.format IS NOT NULL))
        )
 SELECT dimension,
    value,
    images,
    bytes,
    clusters,
    identical_copies,
    identical_bytes,
    derivatives,
    derivative_bytes,
    round((((identical_copies + derivatives))::numeric / (GREATEST(images, (1)::bigint))::numeric), 4) AS duplication_rate,
    (identical_bytes + derivative_bytes) AS redundant_bytes,
    round(((((identical_bytes + derivative_bytes))::numeric / '1000000000000'::numeric) * (lookalike.get_setting('storage_cost_per_tb_year'::text))::numeric), 2) AS redundant_cost_per_year,
    lookalike.get_setting('currency'::text) AS currency,
        CASE dimension
            WHEN 'archive'::text THEN ( SELECT count(*) AS count
               FROM lookalike.problem p
              WHERE (p.problem <> 'not_an_image'::text))
            WHEN 'collection'::text THEN ( SELECT count(*) AS count
               FROM (lookalike.problem p
                 JOIN lookalike.collection c ON ((c.collection_id = p.collection_id)))
              WHERE ((c.name = n.value) AND (p.problem <> 'not_an_image'::text)))
            ELSE NULL::bigint
        END AS problems
   FROM counted n;

CREATE TABLE lookalike.fingerprint (
    image_id bigint NOT NULL,
    region text DEFAULT 'full'::text NOT NULL,
    method_id integer NOT NULL,
    phash bit(64) NOT NULL,
    phash_256 bit(256) NOT NULL,
    quality real NOT NULL,
    CONSTRAINT fingerprint_quality_check CHECK (((quality >= (0)::double precision) AND (quality <= (1)::double precision))),
    CONSTRAINT fingerprint_region_check CHECK ((region = 'full'::text))
);

CREATE TABLE lookalike.fingerprint_method (
    method_id integer NOT NULL,
    algorithm text NOT NULL,
    parameters jsonb NOT NULL,
    libraries jsonb NOT NULL
);

ALTER TABLE lookalike.fingerprint_method ALTER COLUMN method_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME lookalike.fingerprint_method_method_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

ALTER TABLE lookalike.image ALTER COLUMN image_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME lookalike.image_image_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE lookalike.representative (
    image_id bigint NOT NULL,
    phash bit(64) NOT NULL,
    phash_256 bit(256) NOT NULL,
    matched_radius smallint
);

CREATE TABLE lookalike.retention_policy (
    policy_id integer NOT NULL,
    name text NOT NULL,
    version integer NOT NULL,
    description text NOT NULL
);

CREATE VIEW lookalike.retention_classification AS
 SELECT i.path,
    k.class,
    k.reason,
    c.name AS collection,
    k.rule,
    format('%s, version %s'::text, p.name, p.version) AS policy,
    o.path AS derived_from_path,
    m.cluster_id,
    i.byte_size,
    i.image_id
   FROM (((((lookalike.retention_class k
     JOIN lookalike.image i ON ((i.image_id = k.image_id)))
     JOIN lookalike.collection c ON ((c.collection_id = i.collection_id)))
     JOIN lookalike.retention_policy p ON ((p.policy_id = k.policy_id)))
     LEFT JOIN lookalike.image o ON ((o.image_id = k.derived_from_image_id)))
     LEFT JOIN lookalike.cluster_member m ON ((m.image_id = k.image_id)))
  WHERE (i.missing_since IS NULL);

ALTER TABLE lookalike.retention_policy ALTER COLUMN policy_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME lookalike.retention_policy_policy_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

ALTER TABLE lookalike.run ALTER COLUMN run_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME lookalike.run_run_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE VIEW lookalike.scan_problem AS
 SELECT p.path,
    p.problem,
    p.message,
    c.name AS collection,
    p.scanned,
    p.byte_size,
    p.modified_at,
    r.started_at AS first_seen
   FROM ((lookalike.problem p
     JOIN lookalike.collection c ON ((c.collection_id = p.collection_id)))
     JOIN lookalike.run r ON ((r.run_id = p.first_seen_run_id)));

CREATE TABLE lookalike.setting (
    name text NOT NULL,
    value text NOT NULL,
    description text NOT NULL
);

CREATE VIEW public.mine AS
 SELECT path,
    matched_run_id
   FROM lookalike.image;

INSERT INTO lookalike.alembic_version VALUES
	('0001');

INSERT INTO lookalike.cluster VALUES
	(1, 12, 32, 3, NULL),
	(2, 9, 32, 3, NULL),
	(3, 8, 28, 3, NULL),
	(4, 7, 32, 3, NULL),
	(5, 7, 32, 3, NULL),
	(6, 7, 32, 3, NULL);

INSERT INTO lookalike.cluster_member VALUES
	(1, 1),
	(2, 2),
	(3, 3),
	(4, 4),
	(5, 5),
	(6, 1),
	(7, 1),
	(8, 2),
	(9, 3),
	(10, 4),
	(11, 5),
	(12, 6),
	(13, 1),
	(14, 2),
	(15, 3),
	(16, 4),
	(17, 5),
	(18, 6),
	(19, 1),
	(20, 2),
	(21, 3),
	(22, 4),
	(23, 1),
	(24, 6),
	(25, 1),
	(26, 2),
	(27, 3),
	(28, 4),
	(29, 5),
	(30, 6),
	(31, 1),
	(32, 2),
	(33, 3),
	(34, 4),
	(35, 5),
	(36, 6),
	(37, 1),
	(38, 2),
	(39, 3),
	(40, 1),
	(41, 5),
	(42, 6),
	(43, 1),
	(44, 2),
	(45, 3),
	(46, 4),
	(47, 5),
	(48, 6),
	(49, 1),
	(50, 2);

INSERT INTO lookalike.collection OVERRIDING SYSTEM VALUE VALUES
	(1, 'test', '/made-up/test', '2026-11-24 23:36:04.689949+00');

INSERT INTO lookalike.fingerprint VALUES
	(1, 'full', 1, B'0100000101100100110110000011100110011111011101100111110001000101', B'0000111100000000000000000000111100001111111100000000111100000000111111110000111111110000000000000000000011111111111100000000111111110000000011111111111111111111000011111111111100001111111100000000111111111111111111110000000000001111000000000000111100001111', 1),
	(2, 'full', 1, B'0100001111001010111110011011110010111101111001010100000010010001', B'0000111100000000000000001111111111111111000000001111000011110000111111111111111111110000000011111111000011111111111111110000000011110000111111111111111100001111111111111111000000001111000011110000111100000000000000000000000011110000000011110000000000001111', 1),
	(3, 'full', 1, B'1011000011000001000111111101111011001011100100011000111000110111', B'1111000011111111000000000000000011111111000000000000000000001111000000000000111111111111111111111111111100001111111111111111000011111111000000001111000011111111111100000000111100000000000011111111000000000000111111111111000000000000111111110000111111111111', 1),
	(4, 'full', 1, B'1100011101101101010000110011000001110001010001000110101111101010', B'1111111100000000000011111111111100001111111100001111111100001111000011110000000000000000111111110000000011111111000000000000000000001111111111110000000000001111000011110000000000001111000000000000111111110000111100001111111111111111111100001111000011110000', 1),
	(5, 'full', 1, B'1010011011101011100011001001111000111101011010011101111000101011', B'1111000011110000000011111111000011111111111100001111000011111111111100000000000011111111000000001111000000001111111111111111000000000000111111111111111100001111000011111111000011110000000011111111111100001111111111111111000000000000111100001111000011111111', 1),
	(6, 'full', 1, B'0100000101100100110110000011100110011111011101100111110001000101', B'0000111100000000000000000000111100001111111100000000111100000000111111110000111111110000000000000000000011111111111100000000111111110000000011111111111111111111000011111111111100001111111100000000111111111111111111110000000000001111000000000000111100001111', 1),
	(7, 'full', 1, B'0100000101100100110110000011100110011111011101100111111001000101', B'0000111100000000000000000000111100001111111100000000111100000000111111110000111111110000000000000000000011111111111100000000111111110000000011111111111111111111000011111111111100001111111100000000111111111111111111111111000000001111000000000000111100001111', 1),
	(8, 'full', 1, B'0101101011001000111110111011110010111101111001011100000010011001', B'0000111100001111111100001111000011111111000000001111000000000000111111111111111111110000111111111111000011111111111111110000000011110000111111111111111100001111111111111111000000001111000011111111111100000000000000000000000011110000000011111111000000001111', 1),
	(9, 'full', 1, B'1011000011000001000111111101111011001011100100001100111000110111', B'1111000011111111000000000000000011111111000000000000000000001111000000000000111111111111111111111111111100001111111111111111000011111111000000001111000011111111111100000000111100000000000000001111111100000000111111111111000000000000111111110000111111111111', 1),
	(10, 'full', 1, B'1101011101101101010000110011000011110001010001000110101111101010', B'1111111100001111000011111111111100001111111100001111111100001111000011110000000000000000111111110000000011111111000000000000000011111111111111110000000000001111000011110000000000001111000000000000111111110000111100001111111111111111111100001111000011110000', 1),
	(11, 'full', 1, B'1110011001101001100011001001111010111101011010011101101000101000', B'1111111111110000000011111111000000001111111100001111000000001111111100000000000011111111000000001111000000001111111111111111000011110000111111111111111100001111000011111111000011110000000011111111111100001111111100001111000000000000111100001111000000000000', 1),
	(12, 'full', 1, B'1000011110110000101100010000010111101100000111010111110110100000', B'1111000000000000000011111111111111110000111111110000000000000000111100001111111100000000000011110000000000000000000011110000111111111111111100001111111100000000000000000000111111111111000011110000111111111111111111110000111111110000111100000000000000000000', 1),
	(13, 'full', 1, B'0100000101100100110110000011100110011001011101100111110001000101', B'0000111100000000000000000000111100001111111100000000111100000000111111110000111111110000000000000000000011111111111100000000111111110000000011111111000000001111000011111111111100001111111100000000111111111111111111110000000000001111000000000000111100001111', 1),
	(14, 'full', 1, B'0101101111001000111110111011110010111111111001011100000010011001', B'0000111100001111111100001111111111111111000000001111000000000000111111111111111111110000111111111111000011111111111111110000000011110000111111111111111111111111111111111111000000001111000011111111111100000000000000000000000011110000000011111111000000001111', 1),
	(15, 'full', 1, B'1011000011000001010111111001111011001011100100011100111000110011', B'1111000011111111000000000000000011111111000000000000000000001111000011110000111111111111111111111111000000001111111111111111000011111111000000001111000011111111111100000000111100000000000011111111111100000000111111111111000000000000111111110000000011111111', 1),
	(16, 'full', 1, B'1101011101101101010000110011001011110001011000000110101111101010', B'1111111100001111000011111111111100001111111100001111111100001111000011110000000000000000111111110000000011111111000000001111000011111111111111110000000000001111000011111111000000000000000000000000111111110000111100001111111111111111111100001111000011110000', 1),
	(17, 'full', 1, B'1010011011101011100011001001111010111101011010011111111000101001', B'1111000011110000000011111111000011111111111100001111000011111111111100000000000011111111000000001111000000001111111111111111000011110000111111111111111100001111000011111111000011110000000011111111111111111111111111111111000000000000111100001111000000001111', 1),
	(18, 'full', 1, B'1000011110110000101100010110010111101100000111010111110110100001', B'1111000000000000000011111111111111110000111111110000000000000000111100001111111100000000000011110000111111110000000011110000111111111111111100001111111100000000000000000000111111111111000011110000111111111111111111110000111111110000111100000000000000001111', 1),
	(19, 'full', 1, B'0100000101100100111100001011100110011111011101100111110101000101', B'0000111100000000000000000000111100001111111100000000111100000000111111111111111100000000000000001111000011111111111100000000111111110000000011111111111111111111000011111111111100001111111100000000111111111111111111110000111100001111000000000000111100001111', 1),
	(20, 'full', 1, B'0001101111001000111010110011110011111101111101011100100010011001', B'0000000000001111111100001111111111111111000000001111000000000000111111111111000011110000111111110000000011111111111111110000000011111111111111111111111100001111111111111111111100001111000011111111111100000000111100000000000011110000000011111111000000001111', 1),
	(21, 'full', 1, B'1011000011000001000111111101111111001011110100011100111010110111', B'1111000011111111000000000000000011111111000000000000000000001111000000000000111111111111111111111111111100001111111111111111111111111111000000001111000011111111111111110000111100000000000011111111111100000000111111111111000011110000111111110000111111111111', 1),
	(22, 'full', 1, B'1101011101101101010000110011000011110001010001000110101111101010', B'1111111100001111000011111111111100001111111100001111111100001111000011110000000000000000111111110000000011111111000000000000000011111111111111110000000000001111000011110000000000001111000000000000111111110000111100001111111111111111111100001111000011110000', 1),
	(23, 'full', 1, B'0100000101100100110110000011100110011111011101100111110001000101', B'0000111100000000000000000000111100001111111100000000111100000000111111110000111111110000000000000000000011111111111100000000111111110000000011111111111111111111000011111111111100001111111100000000111111111111111111110000000000001111000000000000111100001111', 1),
	(24, 'full', 1, B'1000010110110000101100010010010111101100000111010111110110000010', B'1111000000000000000011110000111111110000111111110000000000000000111100001111111100000000000011110000000011110000000011110000111111111111111100001111111100000000000000000000111111111111000011110000111111111111111111110000111111110000000000000000000011110000', 1),
	(25, 'full', 1, B'0100100101100100110110000011100100011101111101101111110001000101', B'0000111100000000111100000000111100001111111100000000111100000000111111110000111111110000000000000000000011111111111100000000111100000000000011111111111100001111111111111111111100001111111100001111111111111111111111110000000000001111000000000000111100001111', 1),
	(26, 'full', 1, B'0101101111001000110110111011110110111101111001011100000010011001', B'0000111100001111111100001111111111111111000000001111000000000000111111110000111111110000111111111111000011111111111111110000111111110000111111111111111100001111111111111111000000001111000011111111111100000000000000000000000011110000000011111111000000001111', 1),
	(27, 'full', 1, B'1011100011001011100111111111111011001011100100011100111001110111', B'1111000011111111111100000000000011111111000000001111000011111111111100000000111111111111111111111111111111111111111111111111000011111111000000001111000011111111111100000000111100000000000011111111111100000000111111111111000000001111111111110000111111111111', 1),
	(28, 'full', 1, B'1101011101101101010000110001000011110001010001000110101111111010', B'1111111100001111000011111111111100001111111100001111111100001111000011110000000000000000111111110000000000001111000000000000000011111111111111110000000000001111000011110000000000001111000000000000111111110000111100001111111111111111111111111111000011110000', 1),
	(29, 'full', 1, B'1010011011101011100001001001111010111001011010011111011000101001', B'1111000011110000000011111111000011111111111100001111000011111111111100000000000000001111000000001111000000001111111111111111000011110000111111111111000000001111000011111111000011110000000011111111111111111111000011111111000000000000111100001111000000001111', 1),
	(30, 'full', 1, B'1000011110110000111110010010110111101100000110010111110110100000', B'1111000000000000000011111111111111110000111111110000000000000000111111111111111111110000000011110000000011110000111111110000111111111111111100001111111100000000000000000000111111110000000011110000111111111111111111110000111111110000111100000000000000000000', 1),
	(31, 'full', 1, B'0100000101100100110110011011100110011111001101100111000001000101', B'0000111100000000000000000000111100001111111100000000111100000000111111110000111111110000000011111111000011111111111100000000111111110000000011111111111111111111000000001111111100001111111100000000111111111111000000000000000000001111000000000000111100001111', 1),
	(32, 'full', 1, B'0111101111001000111110110011110010111101111111011100000011011001', B'0000111111111111111100001111111111111111000000001111000000000000111111111111111111110000111111110000000011111111111111110000000011110000111111111111111100001111111111111111111111111111000011111111111100000000000000000000000011111111000011111111000000001111', 1),
	(33, 'full', 1, B'1011000011000001000111111101111011001011100100011100111000110111', B'1111000011111111000000000000000011111111000000000000000000001111000000000000111111111111111111111111111100001111111111111111000011111111000000001111000011111111111100000000111100000000000011111111111100000000111111111111000000000000111111110000111111111111', 1),
	(34, 'full', 1, B'1101011101100101010100110011000010110001010001000110101111111010', B'1111111100001111000011111111111100001111111100000000111100001111000011110000111100000000111111110000000011111111000000000000000011110000111111110000000000001111000011110000000000001111000000000000111111110000111100001111111111111111111111111111000011110000', 1),
	(35, 'full', 1, B'1010011011101011100011101001111110011001011010011111110000100001', B'1111000011110000000011111111000011111111111100001111000011111111111100000000000011111111111100001111000000001111111111111111111111110000000011111111000000001111000011111111000011110000000011111111111111111111111111110000000000000000111100000000000000001111', 1),
	(36, 'full', 1, B'0000011110110000101101010010010111101000000111000111110110110000', B'0000000000000000000011111111111111110000111111110000000000000000111100001111111100001111000011110000000011110000000011110000111111111111111100001111000000000000000000000000111111111111000000000000111111111111111111110000111111110000111111110000000000000000', 1),
	(37, 'full', 1, B'0100000111110100110110000011100110011111010101110101110001000101', B'0000111100000000000000000000111111111111111111110000111100000000111111110000111111110000000000000000000011111111111100000000111111110000000011111111111111111111000011110000111100001111111111110000111100001111111111110000000000001111000000000000111100001111', 1),
	(38, 'full', 1, B'0101101111001000111110111011110010111101111011011100000000011001', B'0000111100001111111100001111111111111111000000001111000000000000111111111111111111110000111111111111000011111111111111110000000011110000111111111111111100001111111111111111000011111111000011111111111100000000000000000000000000000000000011111111000000001111', 1),
	(39, 'full', 1, B'1011100011100001000111110101111011101011100101011100110000110111', B'1111000011111111111100000000000011111111111100000000000000001111000000000000111111111111111111110000111100001111111111111111000011111111111100001111000011111111111100000000111100001111000011111111111100000000111111110000000000000000111111110000111111111111', 1),
	(40, 'full', 1, B'0100000101100100110110000011100110011111011101100111110001000101', B'0000111100000000000000000000111100001111111100000000111100000000111111110000111111110000000000000000000011111111111100000000111111110000000011111111111111111111000011111111111100001111111100000000111111111111111111110000000000001111000000000000111100001111', 1),
	(41, 'full', 1, B'1001011011101011100011011011011010111101011010011111111000101001', B'1111000000001111000011111111000011111111111100001111000011111111111100000000000011111111000011111111000011111111000011111111000011110000111111111111111100001111000011111111000011110000000011111111111111111111111111111111000000000000111100001111000000001111', 1),
	(42, 'full', 1, B'1000011110110001101100010010010111101100000110010011110110100000', B'1111000000000000000011111111111111110000111111110000000000001111111100001111111100000000000011110000000011110000000011110000111111111111111100001111111100000000000000000000111111110000000011110000000011111111111111110000111111110000111100000000000000000000', 1),
	(43, 'full', 1, B'0100100111100100110110010011100100011111000101100111110001000101', B'0000111100000000111100000000111111111111111100000000111100000000111111110000111111110000000011110000000011111111111100000000111100000000000011111111111111111111000000000000111100001111111100000000111111111111111111110000000000001111000000000000111100001111', 1),
	(44, 'full', 1, B'0101101111001000111110111011110010111101111001011100100010011001', B'0000111100001111111100001111111111111111000000001111000000000000111111111111111111110000111111111111000011111111111111110000000011110000111111111111111100001111111111111111000000001111000011111111111100000000111100000000000011110000000011111111000000001111', 1),
	(45, 'full', 1, B'1011000011000001010111111101101011001011100100011100111100110111', B'1111000011111111000000000000000011111111000000000000000000001111000011110000111111111111111111111111111100001111111100001111000011111111000000001111000011111111111100000000111100000000000011111111111100000000111111111111111100000000111111110000111111111111', 1),
	(46, 'full', 1, B'1101011101101100011101110001000011110001010001000110101111101110', B'1111111100001111000011111111111100001111111100001111111100000000000011111111111100001111111111110000000000001111000000000000000011111111111111110000000000001111000011110000000000001111000000000000111111110000111100001111111111111111111100001111111111110000', 1),
	(47, 'full', 1, B'1010011011101011110011001001011010111101011010011111111000101001', B'1111000011110000000011111111000011111111111100001111000011111111111111110000000011111111000000001111000000001111000011111111000011110000111111111111111100001111000011111111000011110000000011111111111111111111111111111111000000000000111100001111000000001111', 1),
	(48, 'full', 1, B'1100011110110010100000010010010111101100000110000111110110100000', B'1111111100000000000011111111111111110000111111110000000011110000111100000000000000000000000011110000000011110000000011110000111111111111111100001111111100000000000000000000111111110000000000000000111111111111111111110000111111110000111100000000000000000000', 1),
	(49, 'full', 1, B'0100000101100100110110000011100110011111001101100111110001000111', B'0000111100000000000000000000111100001111111100000000111100000000111111110000111111110000000000000000000011111111111100000000111111110000000011111111111111111111000000001111111100001111111100000000111111111111111111110000000000001111000000000000111111111111', 1),
	(50, 'full', 1, B'0101101111001000111110011011010110111101111001011100000010011001', B'0000111100001111111100001111111111111111000000001111000000000000111111111111111111110000000011111111000011111111000011110000111111110000111111111111111100001111111111111111000000001111000011111111111100000000000000000000000011110000000011111111000000001111', 1),
	(51, 'full', 1, B'1011000011000001001011111100111011001011100100011100111000110111', B'1111000011111111000000000000000011111111000000000000000000001111000000001111000011111111111111111111111100000000111111111111000011111111000000001111000011111111111100000000111100000000000011111111111100000000111111111111000000000000111111110000111111111111', 1),
	(52, 'full', 1, B'1101011101111101010100110011000011110001010001000110101111101010', B'1111111100001111000011111111111100001111111111111111111100001111000011110000111100000000111111110000000011111111000000000000000011111111111111110000000000001111000011110000000000001111000000000000111111110000111100001111111111111111111100001111000011110000', 1),
	(53, 'full', 1, B'1010010011101011100011001001111010111101001010011111111000101001', B'1111000011110000000011110000000011111111111100001111000011111111111100000000000011111111000000001111000000001111111111111111000011110000111111111111111100001111000000001111000011110000000011111111111111111111111111111111000000000000111100001111000000001111', 1),
	(54, 'full', 1, B'1000011110110000101101010010010111101100000110010111110110100000', B'1111000000000000000011111111111111110000111111110000000000000000111100001111111100001111000011110000000011110000000011110000111111111111111100001111111100000000000000000000111111110000000011110000111111111111111111110000111111110000111100000000000000000000', 1),
	(55, 'full', 1, B'0110000101100100100110000011100110011101010101100111110001000101', B'0000111111110000000000000000111100001111111100000000111100000000111100000000111111110000000000000000000011111111111100000000111111110000000011111111111100001111000011110000111100001111111100000000111111111111111111110000000000001111000000000000111100001111', 1),
	(56, 'full', 1, B'0101101111101000111110111011110010111101111001011100010010011001', B'0000111100001111111100001111111111111111111100001111000000000000111111111111111111110000111111111111000011111111111111110000000011110000111111111111111100001111111111111111000000001111000011111111111100000000000011110000000011110000000011111111000000001111', 1),
	(57, 'full', 1, B'0100000101100100110110000011100110011111011101100111110001000101', B'0000111100000000000000000000111100001111111100000000111100000000111111110000111111110000000000000000000011111111111100000000111111110000000011111111111111111111000011111111111100001111111100000000111111111111111111110000000000001111000000000000111100001111', 1),
	(58, 'full', 1, B'1101011101101101010000110011010011110001010001000110101111100010', B'1111111100001111000011111111111100001111111100001111111100001111000011110000000000000000111111110000000011111111000011110000000011111111111111110000000000001111000011110000000000001111000000000000111111110000111100001111111111111111111100000000000011110000', 1),
	(59, 'full', 1, B'1010011011101011100011001001111010111101011110011111111000101001', B'1111000011110000000011111111000011111111111100001111000011111111111100000000000011111111000000001111000000001111111111111111000011110000111111111111111100001111000011111111111111110000000011111111111111111111111111111111000000000000111100001111000000001111', 1),
	(60, 'full', 1, B'1000011010110000101100010010010111111100100111010111110110000000', B'1111000000000000000011111111000011110000111111110000000000000000111100001111111100000000000011110000000011110000000011110000111111111111111111111111111100000000111100000000111111111111000011110000111111111111111111110000111111110000000000000000000000000000', 1);

INSERT INTO lookalike.fingerprint_method OVERRIDING SYSTEM VALUE VALUES
	(1, 'made-up', '{}', '{}');

INSERT INTO lookalike.image OVERRIDING SYSTEM VALUE VALUES
	(1, 1, '000', 1000, '2020-01-01 00:00:00+00', '\x036ab9a8efe25d5e92336ca1ff5ccf5f42939c51da4e6cd961d3ff1ebd4ff91e', '\xe92209c1cae1ae78b9a085827db9f6d738f33dbf2fc5c7ed34f421d5e024d51e', 'JPEG', 100, 100, 'RGB', 1, false, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '{}', 1, 1, NULL, 2),
	(2, 1, '001', 1000, '2020-01-01 00:00:00+00', '\x7dfa00c9fe7cead7b23d1b5445de1e74c6044494886ededf3cf0f5d5fb07d0e6', '\xc0e6a107f1209cc772b356955bc8aa7d462866009b64763659432c46fc54010a', 'JPEG', 100, 100, 'RGB', 1, false, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '{}', 1, 1, NULL, 2),
	(3, 1, '002', 1000, '2020-01-01 00:00:00+00', '\x1281c039b9f7896ffce18bb037d3f89dabd8b5acb0f7adc44c543243585d24e5', '\xaeae97bb72af077248f66f6479607740db5ade985d62545dac89e0a238cf3ac3', 'JPEG', 100, 100, 'RGB', 1, false, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '{}', 1, 1, NULL, 2),
	(5, 1, '004', 1000, '2020-01-01 00:00:00+00', '\x1d76bca542ab3097080bac2d25ef4ff872dc6ddcf9f904bcfa56b77c42618d2e', '\x10e5a0df370cf0b32c20a7a96fca8abe5bcd5383c4b4b52e89241e4331be0348', 'JPEG', 100, 100, 'RGB', 1, false, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '{}', 1, 1, NULL, 2),
	(6, 1, '005', 1000, '2020-01-01 00:00:00+00', '\x9193e2b2dd37c9ab959778d647ac710c7a46ab698b082369113ce7cf41c48ce8', '\x7bed7e6582e84bb4e34d40d1c0476dfa0b33ea0bca0ea0b86a7a2f3ff2a4677c', 'JPEG', 100, 100, 'RGB', 1, false, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '{}', 1, 1, NULL, 2),
	(7, 1, '006', 1000, '2020-01-01 00:00:00+00', '\xc155e7218c0025fc84f1c6a51cfe8334110ba66c02f5a7e5bb7bbf39c58a8a0a', '\x81742e44862cc005a01a26fcaeeacf3cc69eeefece320e7edc8e2a4133ab96f1', 'JPEG', 100, 100, 'RGB', 1, false, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '{}', 1, 1, NULL, 2),
	(8, 1, '007', 1000, '2020-01-01 00:00:00+00', '\x805a88129a61eec852c6e179db1ff0082524a952461cebd207e919557573d1c8', '\xb403b1cfe7fa48d19618878b081f3e258f9e56e16d90fc12c46129b9a145695d', 'JPEG', 100, 100, 'RGB', 1, false, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '{}', 1, 1, NULL, 2),
	(9, 1, '008', 1000, '2020-01-01 00:00:00+00', '\xcf2385006585397dde62a74cac56f86db486dbbbc49cee33bb6f5080783f66de', '\xfef130d61e28d54056b6fa2cf81a15325aa85259a06766723fa19b23d701642d', 'JPEG', 100, 100, 'RGB', 1, false, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '{}', 1, 1, NULL, 2),
	(10, 1, '009', 1000, '2020-01-01 00:00:00+00', '\x0f58ac8bc973d39f90cd6a07f239393f1253e80a41eca6a2901bcc785a083c1b', '\x6185a01fbcfb6cb498b60555c6790ff49e9586dc0823dcabc2e3b523ae0815e3', 'JPEG', 100, 100, 'RGB', 1, false, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '{}', 1, 1, NULL, 2),
	(12, 1, '011', 1000, '2020-01-01 00:00:00+00', '\xda688be6454326e50b108b164e07b8667842efb7dc7b2e17865d522df1824508', '\x9d2742b39fdb53dcd71a3852163273025f9c0c856572d57bc160c5d8a04c88be', 'JPEG', 100, 100, 'RGB', 1, false, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '{}', 1, 1, NULL, 2),
	(13, 1, '012', 1000, '2020-01-01 00:00:00+00', '\x17e6d96bf98a5ca79d5d4614e93c8fb5540681940dbd0f1953a79e061678a10c', '\xb8b7832b2430461f041807e1ce0105c795e3558aa06d60b0297491dc27e30099', 'JPEG', 100, 100, 'RGB', 1, false, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '{}', 1, 1, NULL, 2),
	(14, 1, '013', 1000, '2020-01-01 00:00:00+00', '\x7e572b7b1361ac50e114cf17ce57c86ae1a661d4fc83e956bdaf3836c470e4fe', '\x6a1da442d4dc0448abda86e531bfcb9c055235390591c1c3f7e61929304d6665', 'JPEG', 100, 100, 'RGB', 1, false, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '{}', 1, 1, NULL, 2),
	(15, 1, '014', 1000, '2020-01-01 00:00:00+00', '\x04f31f55cdbb7a824db30e14e5721abd283a8e5b9e3cd380184a151ba4ea5fc9', '\x2489fc6b3bf4bd8b48539cb38069771fea6a0e38675522782929da033cdd7bfd', 'JPEG', 100, 100, 'RGB', 1, false, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '{}', 1, 1, NULL, 2),
	(16, 1, '015', 1000, '2020-01-01 00:00:00+00', '\x1163738a4cca3caabcf59c69bd62611f794c42f50665fcf36f482e13730a0850', '\xe0e758a2e190f0c6a50899a71790c0c9a9e609e4b54d92dc6a369b95e602c990', 'JPEG', 100, 100, 'RGB', 1, false, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '{}', 1, 1, NULL, 2),
	(17, 1, '016', 1000, '2020-01-01 00:00:00+00', '\x83642ee76e79261a024e39090de6910dd6e313eb1a8c856cfae0c4502156a412', '\x229d64c1cfe724f405f3ec203d70d922406b14cd751ad2a88a154d2f1738055c', 'JPEG', 100, 100, 'RGB', 1, false, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '{}', 1, 1, NULL, 2),
	(18, 1, '017', 1000, '2020-01-01 00:00:00+00', '\x4b86f1481cb74c2028fb2485d0f8122959a18765d8ff7a94e0d06714664bfff3', '\x09c61f332fed43b3d2b4edcde156372519c7efb944b39d2b170e734eaa31433d', 'JPEG', 100, 100, 'RGB', 1, false, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '{}', 1, 1, NULL, 2),
	(19, 1, '018', 1000, '2020-01-01 00:00:00+00', '\x1c5dd8255c0d29114c5d56e85f27da11e72bdfd0ca7da825a4cf27e05c25cd6e', '\x2f71fb8285c28e2b268a19b35c478e63f80630a6f3853ec55f5a8323f5956a73', 'JPEG', 100, 100, 'RGB', 1, false, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '{}', 1, 1, NULL, 2),
	(20, 1, '019', 1000, '2020-01-01 00:00:00+00', '\x0b0f7c051476fb93e8a8c5156b801835f6c9b04c64de6269c48cb83e8344cb7e', '\xeba32faae6dc39ee12c2c576cf106884eda48f8bc1de54b7b461bb8e3e227327', 'JPEG', 100, 100, 'RGB', 1, false, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '{}', 1, 1, NULL, 2),
	(21, 1, '020', 1000, '2020-01-01 00:00:00+00', '\x80d20c48a87e4bfe279b4327ca227dddb3ccd129c8b1f30ce2208e27481ac6c0', '\xfc27ac1a1b5ac99b6465e7aa68a00652bac5011a99350e4df056c4eb26a54d91', 'JPEG', 100, 100, 'RGB', 1, false, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '{}', 1, 1, NULL, 2),
	(22, 1, '021', 1000, '2020-01-01 00:00:00+00', '\x6366e18ef626705c8d0b22eff38575798b8b48117c3bce0f3c9e4830826b4a2b', '\x7eae581f3bf5f0bc2cb606183ad8ab602ea3727ab18cb8477805c487c5f19952', 'JPEG', 100, 100, 'RGB', 1, false, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '{}', 1, 1, NULL, 2),
	(23, 1, '022', 1000, '2020-01-01 00:00:00+00', '\x9193e2b2dd37c9ab959778d647ac710c7a46ab698b082369113ce7cf41c48ce8', '\x7bed7e6582e84bb4e34d40d1c0476dfa0b33ea0bca0ea0b86a7a2f3ff2a4677c', 'JPEG', 100, 100, 'RGB', 1, false, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '{}', 1, 1, NULL, 2),
	(24, 1, '023', 1000, '2020-01-01 00:00:00+00', '\x7c4dd8d16e0d938483b2b6eec2684479bbaa319ad3ef4c36747e6982de5966e8', '\x250daa547d0eb9b47e706878388688304a988b5997f401e022de76da4b3692da', 'JPEG', 100, 100, 'RGB', 1, false, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '{}', 1, 1, NULL, 2),
	(25, 1, '024', 1000, '2020-01-01 00:00:00+00', '\xe68c9c2e69d233ba0b3fffb015f07b8802dc32efd677b56cb550f499f42561ec', '\xae1dc045c93703dfec4dd0421569f08b134568fb4dd2330959b8f34f12f12e97', 'JPEG', 100, 100, 'RGB', 1, false, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '{}', 1, 1, NULL, 2),
	(26, 1, '025', 1000, '2020-01-01 00:00:00+00', '\x232c535ef83ad8b8f8febb27c2dbb43f51c33a87f59f09ced0cab62dfad946c0', '\x1afaec53196ddb7aee779ba09a14610ae2a341505d0a376e9b0fe7f5b3f62086', 'JPEG', 100, 100, 'RGB', 1, false, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '{}', 1, 1, NULL, 2),
	(27, 1, '026', 1000, '2020-01-01 00:00:00+00', '\x9abbb48d937ae6fe9ed81bebb7d397a16e1de3315e54d06a62cf22cdbe2a9f1a', '\xf61aab9d68b0021b9c477f582df0f5739a6700853227e96502a955edda19f5a8', 'JPEG', 100, 100, 'RGB', 1, false, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '{}', 1, 1, NULL, 2),
	(28, 1, '027', 1000, '2020-01-01 00:00:00+00', '\x0943a8f0983b9ae94aaae6c514b119c8c54a5b158c54bbbb35a2ea9796e0cf89', '\x8674ad6021dd9be506a1dcbd6498b4103c550517aff8008c0bc5a2980a33539d', 'JPEG', 100, 100, 'RGB', 1, false, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '{}', 1, 1, NULL, 2),
	(29, 1, '028', 1000, '2020-01-01 00:00:00+00', '\xd3c18e3520f0de82bee0f03b025df5a27434120a2f3ab63a509ac5ea81b515b6', '\x306cb10be4c1d91a560d727c85cf00defff0add2f083d4b463338dd5a7bf6a41', 'JPEG', 100, 100, 'RGB', 1, false, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '{}', 1, 1, NULL, 2),
	(30, 1, '029', 1000, '2020-01-01 00:00:00+00', '\x15311670a31230154adc8733f9fbe0b9327079357a2a9754e4c2f67937147e74', '\x5a585f5601f86e471ad9931e615a3308bbce5ac5333c2db9d1ed1af0c249fd28', 'JPEG', 100, 100, 'RGB', 1, false, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '{}', 1, 1, NULL, 2),
	(31, 1, '030', 1000, '2020-01-01 00:00:00+00', '\x426d595af317f827949714addc16295fbfc766a0b0f3a9ce777548f2e0010271', '\xd1fa2087c7b26a137a361f4c957d85ec3e96823a1348ba8d44f1644cde419b61', 'JPEG', 100, 100, 'RGB', 1, false, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '{}', 1, 1, NULL, 2),
	(32, 1, '031', 1000, '2020-01-01 00:00:00+00', '\x273f802b2fd31fd68be0ef8a213ce4d12a64a2373581018edf307b14606cca91', '\x38f6383e55f4476cecfb2266b2d5c4819ab389f7eec4e38f86ece2c3494badbe', 'JPEG', 100, 100, 'RGB', 1, false, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '{}', 1, 1, NULL, 2),
	(33, 1, '032', 1000, '2020-01-01 00:00:00+00', '\x62357846e8142110e92685b60bb910c0dcc57d73abe16c7868529ee7582be22c', '\xc7db51e60e7edb552dd5fa082b4d8d22564d6b8f82f46bde3eb005ca8f4c096f', 'JPEG', 100, 100, 'RGB', 1, false, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '{}', 1, 1, NULL, 2),
	(34, 1, '033', 1000, '2020-01-01 00:00:00+00', '\xde212b8be232d5e1c392cef7c86a940cb6a1d589c953b8996a4ee19c9137d097', '\x1bc01d72812bc26a545230a11f2158faa2ca1eb0f229577a193278af352ec06a', 'JPEG', 100, 100, 'RGB', 1, false, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '{}', 1, 1, NULL, 2),
	(35, 1, '034', 1000, '2020-01-01 00:00:00+00', '\x10e4e8fd231dab641466e471b18216a2862acf36152c0f1b2f4afed275b23133', '\x616951a4ac9b6d9ed2bde5cbfce271c3dcdb272c72fb3163decf83aa87e7d3dd', 'JPEG', 100, 100, 'RGB', 1, false, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '{}', 1, 1, NULL, 2),
	(36, 1, '035', 1000, '2020-01-01 00:00:00+00', '\xeda3af3853a039b63f10919f7ffe4d4bedd310cadce5e55d6eeef867b70af11b', '\x35e994b57c7a368c0f495d8c366509427cdfefe1828c7fc93f6ecd3f4865f1f2', 'JPEG', 100, 100, 'RGB', 1, false, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '{}', 1, 1, NULL, 2),
	(37, 1, '036', 1000, '2020-01-01 00:00:00+00', '\x1bd0f1527870571ab8b37eb4958ed4a7a8e5bb461ef4076b033a8cdf33f20790', '\x4b8c9608b185150e9873fd05b927f4635daeba4c11655117242d70f551ce360c', 'JPEG', 100, 100, 'RGB', 1, false, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '{}', 1, 1, NULL, 2),
	(38, 1, '037', 1000, '2020-01-01 00:00:00+00', '\xa2c2ef727623b1823f1d049878acba25a1b06fceac4f5c0947724aedf2efa45c', '\x4fa45664d016cd458fff0e116185bbbafd6422fee3a21e13bd6ecd1789f37057', 'JPEG', 100, 100, 'RGB', 1, false, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '{}', 1, 1, NULL, 2),
	(4, 1, '003', 1000, '2020-01-01 00:00:00+00', '\xc854fced87f1e393a2dbc05b13434784ad4e72650ddffc01dd03a7c1b3295647', '\x758c8dda5ddd866cc009ca5cef7358471d343f0c2b2278f8ae0f617bd34fa5db', 'JPEG', 100, 100, 'RGB', 1, false, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '{}', 1, 1, '2026-11-24 23:36:04.792237+00', NULL),
	(11, 1, '010', 1000, '2020-01-01 00:00:00+00', '\x0dd81c07288a80445085126616c2ff05622f2bb086fc41f950564a6363101f11', '\xbffe62f2c0905b3e38eb6928ed5cabe762159a81b3200e43bcb2014eb36eb035', 'JPEG', 100, 100, 'RGB', 1, false, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '{}', 1, 1, '2026-11-24 23:36:04.792237+00', NULL),
	(39, 1, '038', 1000, '2020-01-01 00:00:00+00', '\x0f0ecc89361b5de1b45dec17b4b14a1dcb03e168fca7b405e7979541e5a5b3a3', '\x20a79a1fc322bdc0c57d22af4fa70934aedb17234f6e189efda3e205b6ed98a5', 'JPEG', 100, 100, 'RGB', 1, false, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '{}', 1, 1, NULL, 2),
	(40, 1, '039', 1000, '2020-01-01 00:00:00+00', '\x9193e2b2dd37c9ab959778d647ac710c7a46ab698b082369113ce7cf41c48ce8', '\x7bed7e6582e84bb4e34d40d1c0476dfa0b33ea0bca0ea0b86a7a2f3ff2a4677c', 'JPEG', 100, 100, 'RGB', 1, false, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '{}', 1, 1, NULL, 2),
	(41, 1, '040', 1000, '2020-01-01 00:00:00+00', '\x49ef581850512edb87cdb077c5deead2de04a4ee88550e4e2f7fc97ad0333c59', '\xed759856e488f3f56b67a9372c5f178c635de1208e7d4f36875eb64c1e801e15', 'JPEG', 100, 100, 'RGB', 1, false, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '{}', 1, 1, NULL, 2),
	(42, 1, '041', 1000, '2020-01-01 00:00:00+00', '\xe1dd0a4545b3fa1e5b0780d986138f09001039311fddc107cdab37dc3eeb8188', '\x1274c8a7ec5306aaf1bc8beae5345b110deca7474c658c276dbe4392fc6ba567', 'JPEG', 100, 100, 'RGB', 1, false, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '{}', 1, 1, NULL, 2),
	(43, 1, '042', 1000, '2020-01-01 00:00:00+00', '\xfbdb515d494a073c2390aa7d02d2c0674d79ce072a614b920dfcc2e86c6eae8d', '\xbaf596ac4234849db8a316d3fe75af9240e19db1e7ebfb7893c24ace75bb0f40', 'JPEG', 100, 100, 'RGB', 1, false, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '{}', 1, 1, NULL, 2),
	(44, 1, '043', 1000, '2020-01-01 00:00:00+00', '\x58d2e3bbe90861ea06996c38e44ca60d6d5ca77c2c74c8d9d07304d9171b58df', '\x3f19cf28ddd84d280e918ef3c28f5777e14d696fc09619a00c3c8f7eebd7fb8b', 'JPEG', 100, 100, 'RGB', 1, false, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '{}', 1, 1, NULL, 2),
	(45, 1, '044', 1000, '2020-01-01 00:00:00+00', '\xe23d04ae40ca00ede6b7af4f4e1a5caf9cf7c97d8d208e7e9dd64d219ce04be7', '\xcb643312f9b5b8cc037b4ed3fa085b6049f045a0c2e75a43470b87ff2c28e094', 'JPEG', 100, 100, 'RGB', 1, false, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '{}', 1, 1, NULL, 2),
	(46, 1, '045', 1000, '2020-01-01 00:00:00+00', '\x2ad4ca8270eb428f67f7b5574128f4f6110894ad0971940835e66a2dd2d5d38c', '\x24510ceb69621f82a16fce2e17f87436063e8e2ccf19d0e8c2af82b36c338f10', 'JPEG', 100, 100, 'RGB', 1, false, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '{}', 1, 1, NULL, 2),
	(47, 1, '046', 1000, '2020-01-01 00:00:00+00', '\x1c6b6750047c7cc3d80d5f941ab070a8e9b1fce092ad07b207443f764a3971c6', '\xc52b33eebe7213e4f6a8089e0b5c99d81799ebe7a2ee47c05d2bfb6f869ee6a2', 'JPEG', 100, 100, 'RGB', 1, false, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '{}', 1, 1, NULL, 2),
	(48, 1, '047', 1000, '2020-01-01 00:00:00+00', '\x5a49ce1171cd758853334f430e9307e7359714b87990d24aea69bf85fb15dbd9', '\x0de3670da4e967b77990a08a80fb48769ff7beffea764079288b6fd865de5bbd', 'JPEG', 100, 100, 'RGB', 1, false, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '{}', 1, 1, NULL, 2),
	(49, 1, '048', 1000, '2020-01-01 00:00:00+00', '\x115462eb235f40a4670cdd6c6e76232ff64b30bd48c9beb8186ce22b6ee521d0', '\xd044200f240b22f50eaf2b0c1ea0f885a0374b6882c9699ac28aea31ddd413f3', 'JPEG', 100, 100, 'RGB', 1, false, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '{}', 1, 1, NULL, 2),
	(50, 1, '049', 1000, '2020-01-01 00:00:00+00', '\x5e0c8bb5e95da3fe303a10980536a723b3113f4528a063ebed024e7886d1f2a2', '\xa47e527c3b2ada41f25ade738e6b6cf2b98cb1c00c529fb42a385d6819de1899', 'JPEG', 100, 100, 'RGB', 1, false, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '{}', 1, 1, NULL, 2),
	(51, 1, '050', 1000, '2020-01-01 00:00:00+00', '\x58c7e57d6ca6db5d2b4da103b0df13948e0b7889ce5299d83fb55a808e6d3653', '\xfffaf7fc1730a966a9a5315feb72d20d6c09566ad86819c5e2a51e5d18b73333', 'JPEG', 100, 100, 'RGB', 1, false, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '{}', 5, 5, NULL, NULL),
	(52, 1, '051', 1000, '2020-01-01 00:00:00+00', '\x4f0f040618ae5eb00412fda9ab93b8387e7c6ccdbc850efbb09ddca8ddc885fe', '\x0fffb034ac9c1cd8eb462c6ab5069d3f888b011da996d5bedcef30991fbdabae', 'JPEG', 100, 100, 'RGB', 1, false, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '{}', 5, 5, NULL, NULL),
	(53, 1, '052', 1000, '2020-01-01 00:00:00+00', '\xfa26c7b93c7518e15999cf8c4e8fa549990e42428190c2cb68e34d84af7c05df', '\x815500bf2ab54b868f47f5f9f2b075f5410832342cbbb67f38b3a10468015f8c', 'JPEG', 100, 100, 'RGB', 1, false, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '{}', 5, 5, NULL, NULL),
	(54, 1, '053', 1000, '2020-01-01 00:00:00+00', '\xcdcb1410a5f9d8e7b4f0124cebfdc867516a81cf960f3f20985cfe698b974077', '\xcc56664da16f207d45dbaadd4f458e603d28c226023937ec0bad93c08240c9b4', 'JPEG', 100, 100, 'RGB', 1, false, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '{}', 5, 5, NULL, NULL),
	(55, 1, '054', 1000, '2020-01-01 00:00:00+00', '\x54af87d934d4bdce3e6547a1c1f6fb79d8b806ee8d97ca8b73e2660fef152f36', '\x99ebd8011db301fe6a8991997a4898fd0d4fea766e7540f2ea67ed04726d2090', 'JPEG', 100, 100, 'RGB', 1, false, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '{}', 5, 5, NULL, NULL),
	(56, 1, '055', 1000, '2020-01-01 00:00:00+00', '\xb407684036fe3a13d07b24b8399a0698b1fc3beb9a68eb133d6f5ee5f32d0aaa', '\x641929d6d0e92edebd622d3b8758252faec35d8a5643cabab5270ca06246c99c', 'JPEG', 100, 100, 'RGB', 1, false, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '{}', 5, 5, NULL, NULL),
	(57, 1, '056', 1000, '2020-01-01 00:00:00+00', '\x9193e2b2dd37c9ab959778d647ac710c7a46ab698b082369113ce7cf41c48ce8', '\x7bed7e6582e84bb4e34d40d1c0476dfa0b33ea0bca0ea0b86a7a2f3ff2a4677c', 'JPEG', 100, 100, 'RGB', 1, false, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '{}', 5, 5, NULL, NULL),
	(58, 1, '057', 1000, '2020-01-01 00:00:00+00', '\x56ba0d9f6503df55d508d348823686119616f67f5459d225ed4de28a296365d4', '\xb13913be7540e0cde680caf7380f4d30e51e2acdb7ac40aff50dc0658b4924e7', 'JPEG', 100, 100, 'RGB', 1, false, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '{}', 5, 5, NULL, NULL),
	(59, 1, '058', 1000, '2020-01-01 00:00:00+00', '\xf2b0a593eaef271fbbcb2ddcfec6aeb68d7669d148d467082cef9dc334d55e6a', '\xf26cef32f5933b1485950c812ad510a4cf3668cbd6211e790eb6f07669022d4d', 'JPEG', 100, 100, 'RGB', 1, false, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '{}', 5, 5, NULL, NULL),
	(60, 1, '059', 1000, '2020-01-01 00:00:00+00', '\x58c601e8ec5d7ed9bcd21a61ca0cebefe236e0beba607c6cef55915b145086eb', '\x91db23ea2893fe53597a2fa37cacf795c05a1daa040aa91d8f7e3dafed871ab0', 'JPEG', 100, 100, 'RGB', 1, false, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '{}', 5, 5, NULL, NULL);

INSERT INTO lookalike.installation VALUES
	(true, '0.1.0', 'extension', '0ca64adfb959bfa59c14e0f3ea2fd76d6ed425fd6ded55992771c64330f5b17b', '2026-11-24 23:36:04.313497+00');

INSERT INTO lookalike.match VALUES
	(1, 6, false, false, 0, 0, 're-encoded', true, 2),
	(6, 23, true, true, 0, 0, 'identical file', true, 2),
	(6, 40, true, true, 0, 0, 'identical file', true, 2),
	(10, 22, false, false, 0, 0, 're-encoded', true, 2),
	(1, 7, false, false, 1, 4, 're-encoded', true, 2),
	(1, 13, false, false, 2, 8, 're-encoded', true, 2),
	(1, 19, false, false, 4, 16, 're-encoded', true, 2),
	(1, 25, false, false, 5, 20, 'edited', true, 2),
	(1, 31, false, false, 5, 20, 'edited', true, 2),
	(1, 37, false, false, 5, 20, 'edited', true, 2),
	(1, 43, false, false, 6, 24, 'edited', true, 2),
	(1, 49, false, false, 2, 8, 're-encoded', true, 2),
	(2, 8, false, false, 7, 28, 'edited', true, 2),
	(2, 14, false, false, 7, 28, 'edited', true, 2),
	(2, 26, false, false, 8, 32, 'edited', true, 2),
	(2, 38, false, false, 8, 32, 'edited', true, 2),
	(2, 44, false, false, 7, 28, 'edited', true, 2),
	(2, 50, false, false, 7, 28, 'edited', true, 2),
	(3, 9, false, false, 2, 8, 're-encoded', true, 2),
	(3, 15, false, false, 4, 16, 're-encoded', true, 2),
	(3, 21, false, false, 4, 16, 're-encoded', true, 2),
	(3, 27, false, false, 7, 28, 'edited', true, 2),
	(3, 33, false, false, 1, 4, 're-encoded', true, 2),
	(3, 39, false, false, 7, 28, 'edited', true, 2),
	(3, 45, false, false, 4, 16, 're-encoded', true, 2),
	(4, 10, false, false, 2, 8, 're-encoded', true, 2),
	(4, 16, false, false, 5, 20, 'edited', true, 2),
	(4, 28, false, false, 4, 16, 're-encoded', true, 2),
	(4, 34, false, false, 6, 24, 'edited', true, 2),
	(4, 46, false, false, 8, 32, 'edited', true, 2),
	(5, 11, false, false, 7, 28, 'edited', true, 2),
	(5, 17, false, false, 3, 12, 're-encoded', true, 2),
	(5, 29, false, false, 6, 24, 'edited', true, 2),
	(5, 41, false, false, 8, 32, 'edited', true, 2),
	(5, 47, false, false, 5, 20, 'edited', true, 2),
	(7, 13, false, false, 3, 12, 're-encoded', true, 2),
	(7, 19, false, false, 5, 20, 'edited', true, 2),
	(7, 25, false, false, 6, 24, 'edited', true, 2),
	(7, 31, false, false, 6, 24, 'edited', true, 2),
	(7, 37, false, false, 6, 24, 'edited', true, 2),
	(7, 43, false, false, 7, 28, 'edited', true, 2),
	(7, 49, false, false, 3, 12, 're-encoded', true, 2),
	(8, 14, false, false, 2, 8, 're-encoded', true, 2),
	(8, 20, false, false, 7, 28, 'edited', true, 2),
	(8, 26, false, false, 3, 12, 're-encoded', true, 2),
	(8, 32, false, false, 6, 24, 'edited', true, 2),
	(8, 38, false, false, 3, 12, 're-encoded', true, 2),
	(8, 44, false, false, 2, 8, 're-encoded', true, 2),
	(8, 50, false, false, 4, 16, 're-encoded', true, 2),
	(9, 15, false, false, 4, 16, 're-encoded', true, 2),
	(9, 21, false, false, 4, 16, 're-encoded', true, 2),
	(9, 27, false, false, 7, 28, 'edited', true, 2),
	(9, 33, false, false, 1, 4, 're-encoded', true, 2),
	(9, 39, false, false, 7, 28, 'edited', true, 2),
	(9, 45, false, false, 4, 16, 're-encoded', true, 2),
	(10, 16, false, false, 3, 12, 're-encoded', true, 2),
	(10, 28, false, false, 2, 8, 're-encoded', true, 2),
	(10, 34, false, false, 4, 16, 're-encoded', true, 2),
	(10, 46, false, false, 6, 24, 'edited', true, 2),
	(11, 17, false, false, 6, 24, 'edited', true, 2),
	(11, 47, false, false, 8, 32, 'edited', true, 2),
	(12, 18, false, false, 3, 12, 're-encoded', true, 2),
	(12, 24, false, false, 4, 16, 're-encoded', true, 2),
	(12, 30, false, false, 5, 20, 'edited', true, 2),
	(12, 36, false, false, 6, 24, 'edited', true, 2),
	(12, 42, false, false, 4, 16, 're-encoded', true, 2),
	(12, 48, false, false, 7, 28, 'edited', true, 2),
	(13, 19, false, false, 6, 24, 'edited', true, 2),
	(13, 25, false, false, 5, 20, 'edited', true, 2),
	(13, 31, false, false, 7, 28, 'edited', true, 2),
	(13, 37, false, false, 7, 28, 'edited', true, 2),
	(13, 43, false, false, 8, 32, 'edited', true, 2),
	(13, 49, false, false, 4, 16, 're-encoded', true, 2),
	(14, 20, false, false, 7, 28, 'edited', true, 2),
	(14, 26, false, false, 3, 12, 're-encoded', true, 2),
	(14, 32, false, false, 6, 24, 'edited', true, 2),
	(14, 38, false, false, 3, 12, 're-encoded', true, 2),
	(14, 44, false, false, 2, 8, 're-encoded', true, 2),
	(14, 50, false, false, 4, 16, 're-encoded', true, 2),
	(15, 21, false, false, 6, 24, 'edited', true, 2),
	(15, 33, false, false, 3, 12, 're-encoded', true, 2),
	(15, 45, false, false, 4, 16, 're-encoded', true, 2),
	(16, 28, false, false, 5, 20, 'edited', true, 2),
	(16, 34, false, false, 7, 28, 'edited', true, 2),
	(17, 29, false, false, 3, 12, 're-encoded', true, 2),
	(17, 35, false, false, 6, 24, 'edited', true, 2),
	(17, 41, false, false, 5, 20, 'edited', true, 2),
	(17, 47, false, false, 2, 8, 're-encoded', true, 2),
	(18, 24, false, false, 5, 20, 'edited', true, 2),
	(18, 30, false, false, 6, 24, 'edited', true, 2),
	(18, 36, false, false, 7, 28, 'edited', true, 2),
	(18, 42, false, false, 5, 20, 'edited', true, 2),
	(18, 48, false, false, 8, 32, 'edited', true, 2),
	(19, 31, false, false, 7, 28, 'edited', true, 2),
	(19, 49, false, false, 6, 24, 'edited', true, 2),
	(20, 26, false, false, 8, 32, 'edited', true, 2),
	(20, 32, false, false, 7, 28, 'edited', true, 2),
	(20, 38, false, false, 8, 32, 'edited', true, 2),
	(20, 44, false, false, 5, 20, 'edited', true, 2),
	(21, 33, false, false, 3, 12, 're-encoded', true, 2);
INSERT INTO lookalike.match VALUES
	(21, 45, false, false, 6, 24, 'edited', true, 2),
	(24, 30, false, false, 7, 28, 'edited', true, 2),
	(24, 36, false, false, 8, 32, 'edited', true, 2),
	(24, 42, false, false, 6, 24, 'edited', true, 2),
	(25, 43, false, false, 7, 28, 'edited', true, 2),
	(25, 49, false, false, 7, 28, 'edited', true, 2),
	(26, 32, false, false, 7, 28, 'edited', true, 2),
	(26, 38, false, false, 4, 16, 're-encoded', true, 2),
	(26, 44, false, false, 3, 12, 're-encoded', true, 2),
	(26, 50, false, false, 3, 12, 're-encoded', true, 2),
	(27, 33, false, false, 6, 24, 'edited', true, 2),
	(28, 34, false, false, 4, 16, 're-encoded', true, 2),
	(28, 46, false, false, 6, 24, 'edited', true, 2),
	(29, 35, false, false, 7, 28, 'edited', true, 2),
	(29, 41, false, false, 8, 32, 'edited', true, 2),
	(29, 47, false, false, 5, 20, 'edited', true, 2),
	(30, 42, false, false, 5, 20, 'edited', true, 2),
	(30, 48, false, false, 8, 32, 'edited', true, 2),
	(31, 43, false, false, 7, 28, 'edited', true, 2),
	(31, 49, false, false, 5, 20, 'edited', true, 2),
	(32, 38, false, false, 5, 20, 'edited', true, 2),
	(32, 44, false, false, 6, 24, 'edited', true, 2),
	(32, 50, false, false, 8, 32, 'edited', true, 2),
	(33, 39, false, false, 6, 24, 'edited', true, 2),
	(33, 45, false, false, 3, 12, 're-encoded', true, 2),
	(34, 46, false, false, 8, 32, 'edited', true, 2),
	(35, 47, false, false, 8, 32, 'edited', true, 2),
	(36, 42, false, false, 8, 32, 'edited', true, 2),
	(37, 43, false, false, 7, 28, 'edited', true, 2),
	(37, 49, false, false, 7, 28, 'edited', true, 2),
	(38, 44, false, false, 3, 12, 're-encoded', true, 2),
	(38, 50, false, false, 5, 20, 'edited', true, 2),
	(41, 47, false, false, 5, 20, 'edited', true, 2),
	(42, 48, false, false, 7, 28, 'edited', true, 2),
	(43, 49, false, false, 6, 24, 'edited', true, 2),
	(44, 50, false, false, 4, 16, 're-encoded', true, 2);

INSERT INTO lookalike.representative VALUES
	(1, B'0100000101100100110110000011100110011111011101100111110001000101', B'0000111100000000000000000000111100001111111100000000111100000000111111110000111111110000000000000000000011111111111100000000111111110000000011111111111111111111000011111111111100001111111100000000111111111111111111110000000000001111000000000000111100001111', 8),
	(2, B'0100001111001010111110011011110010111101111001010100000010010001', B'0000111100000000000000001111111111111111000000001111000011110000111111111111111111110000000011111111000011111111111111110000000011110000111111111111111100001111111111111111000000001111000011110000111100000000000000000000000011110000000011110000000000001111', 8),
	(3, B'1011000011000001000111111101111011001011100100011000111000110111', B'1111000011111111000000000000000011111111000000000000000000001111000000000000111111111111111111111111111100001111111111111111000011111111000000001111000011111111111100000000111100000000000011111111000000000000111111111111000000000000111111110000111111111111', 8),
	(4, B'1100011101101101010000110011000001110001010001000110101111101010', B'1111111100000000000011111111111100001111111100001111111100001111000011110000000000000000111111110000000011111111000000000000000000001111111111110000000000001111000011110000000000001111000000000000111111110000111100001111111111111111111100001111000011110000', 8),
	(5, B'1010011011101011100011001001111000111101011010011101111000101011', B'1111000011110000000011111111000011111111111100001111000011111111111100000000000011111111000000001111000000001111111111111111000000000000111111111111111100001111000011111111000011110000000011111111111100001111111111111111000000000000111100001111000011111111', 8),
	(7, B'0100000101100100110110000011100110011111011101100111111001000101', B'0000111100000000000000000000111100001111111100000000111100000000111111110000111111110000000000000000000011111111111100000000111111110000000011111111111111111111000011111111111100001111111100000000111111111111111111111111000000001111000000000000111100001111', 8),
	(8, B'0101101011001000111110111011110010111101111001011100000010011001', B'0000111100001111111100001111000011111111000000001111000000000000111111111111111111110000111111111111000011111111111111110000000011110000111111111111111100001111111111111111000000001111000011111111111100000000000000000000000011110000000011111111000000001111', 8),
	(9, B'1011000011000001000111111101111011001011100100001100111000110111', B'1111000011111111000000000000000011111111000000000000000000001111000000000000111111111111111111111111111100001111111111111111000011111111000000001111000011111111111100000000111100000000000000001111111100000000111111111111000000000000111111110000111111111111', 8),
	(10, B'1101011101101101010000110011000011110001010001000110101111101010', B'1111111100001111000011111111111100001111111100001111111100001111000011110000000000000000111111110000000011111111000000000000000011111111111111110000000000001111000011110000000000001111000000000000111111110000111100001111111111111111111100001111000011110000', 8),
	(11, B'1110011001101001100011001001111010111101011010011101101000101000', B'1111111111110000000011111111000000001111111100001111000000001111111100000000000011111111000000001111000000001111111111111111000011110000111111111111111100001111000011111111000011110000000011111111111100001111111100001111000000000000111100001111000000000000', 8),
	(12, B'1000011110110000101100010000010111101100000111010111110110100000', B'1111000000000000000011111111111111110000111111110000000000000000111100001111111100000000000011110000000000000000000011110000111111111111111100001111111100000000000000000000111111111111000011110000111111111111111111110000111111110000111100000000000000000000', 8),
	(13, B'0100000101100100110110000011100110011001011101100111110001000101', B'0000111100000000000000000000111100001111111100000000111100000000111111110000111111110000000000000000000011111111111100000000111111110000000011111111000000001111000011111111111100001111111100000000111111111111111111110000000000001111000000000000111100001111', 8),
	(14, B'0101101111001000111110111011110010111111111001011100000010011001', B'0000111100001111111100001111111111111111000000001111000000000000111111111111111111110000111111111111000011111111111111110000000011110000111111111111111111111111111111111111000000001111000011111111111100000000000000000000000011110000000011111111000000001111', 8),
	(15, B'1011000011000001010111111001111011001011100100011100111000110011', B'1111000011111111000000000000000011111111000000000000000000001111000011110000111111111111111111111111000000001111111111111111000011111111000000001111000011111111111100000000111100000000000011111111111100000000111111111111000000000000111111110000000011111111', 8),
	(16, B'1101011101101101010000110011001011110001011000000110101111101010', B'1111111100001111000011111111111100001111111100001111111100001111000011110000000000000000111111110000000011111111000000001111000011111111111111110000000000001111000011111111000000000000000000000000111111110000111100001111111111111111111100001111000011110000', 8),
	(17, B'1010011011101011100011001001111010111101011010011111111000101001', B'1111000011110000000011111111000011111111111100001111000011111111111100000000000011111111000000001111000000001111111111111111000011110000111111111111111100001111000011111111000011110000000011111111111111111111111111111111000000000000111100001111000000001111', 8),
	(18, B'1000011110110000101100010110010111101100000111010111110110100001', B'1111000000000000000011111111111111110000111111110000000000000000111100001111111100000000000011110000111111110000000011110000111111111111111100001111111100000000000000000000111111111111000011110000111111111111111111110000111111110000111100000000000000001111', 8),
	(19, B'0100000101100100111100001011100110011111011101100111110101000101', B'0000111100000000000000000000111100001111111100000000111100000000111111111111111100000000000000001111000011111111111100000000111111110000000011111111111111111111000011111111111100001111111100000000111111111111111111110000111100001111000000000000111100001111', 8),
	(20, B'0001101111001000111010110011110011111101111101011100100010011001', B'0000000000001111111100001111111111111111000000001111000000000000111111111111000011110000111111110000000011111111111111110000000011111111111111111111111100001111111111111111111100001111000011111111111100000000111100000000000011110000000011111111000000001111', 8),
	(21, B'1011000011000001000111111101111111001011110100011100111010110111', B'1111000011111111000000000000000011111111000000000000000000001111000000000000111111111111111111111111111100001111111111111111111111111111000000001111000011111111111111110000111100000000000011111111111100000000111111111111000011110000111111110000111111111111', 8),
	(24, B'1000010110110000101100010010010111101100000111010111110110000010', B'1111000000000000000011110000111111110000111111110000000000000000111100001111111100000000000011110000000011110000000011110000111111111111111100001111111100000000000000000000111111111111000011110000111111111111111111110000111111110000000000000000000011110000', 8),
	(25, B'0100100101100100110110000011100100011101111101101111110001000101', B'0000111100000000111100000000111100001111111100000000111100000000111111110000111111110000000000000000000011111111111100000000111100000000000011111111111100001111111111111111111100001111111100001111111111111111111111110000000000001111000000000000111100001111', 8),
	(26, B'0101101111001000110110111011110110111101111001011100000010011001', B'0000111100001111111100001111111111111111000000001111000000000000111111110000111111110000111111111111000011111111111111110000111111110000111111111111111100001111111111111111000000001111000011111111111100000000000000000000000011110000000011111111000000001111', 8),
	(27, B'1011100011001011100111111111111011001011100100011100111001110111', B'1111000011111111111100000000000011111111000000001111000011111111111100000000111111111111111111111111111111111111111111111111000011111111000000001111000011111111111100000000111100000000000011111111111100000000111111111111000000001111111111110000111111111111', 8),
	(28, B'1101011101101101010000110001000011110001010001000110101111111010', B'1111111100001111000011111111111100001111111100001111111100001111000011110000000000000000111111110000000000001111000000000000000011111111111111110000000000001111000011110000000000001111000000000000111111110000111100001111111111111111111111111111000011110000', 8),
	(29, B'1010011011101011100001001001111010111001011010011111011000101001', B'1111000011110000000011111111000011111111111100001111000011111111111100000000000000001111000000001111000000001111111111111111000011110000111111111111000000001111000011111111000011110000000011111111111111111111000011111111000000000000111100001111000000001111', 8),
	(30, B'1000011110110000111110010010110111101100000110010111110110100000', B'1111000000000000000011111111111111110000111111110000000000000000111111111111111111110000000011110000000011110000111111110000111111111111111100001111111100000000000000000000111111110000000011110000111111111111111111110000111111110000111100000000000000000000', 8),
	(31, B'0100000101100100110110011011100110011111001101100111000001000101', B'0000111100000000000000000000111100001111111100000000111100000000111111110000111111110000000011111111000011111111111100000000111111110000000011111111111111111111000000001111111100001111111100000000111111111111000000000000000000001111000000000000111100001111', 8),
	(32, B'0111101111001000111110110011110010111101111111011100000011011001', B'0000111111111111111100001111111111111111000000001111000000000000111111111111111111110000111111110000000011111111111111110000000011110000111111111111111100001111111111111111111111111111000011111111111100000000000000000000000011111111000011111111000000001111', 8),
	(33, B'1011000011000001000111111101111011001011100100011100111000110111', B'1111000011111111000000000000000011111111000000000000000000001111000000000000111111111111111111111111111100001111111111111111000011111111000000001111000011111111111100000000111100000000000011111111111100000000111111111111000000000000111111110000111111111111', 8),
	(34, B'1101011101100101010100110011000010110001010001000110101111111010', B'1111111100001111000011111111111100001111111100000000111100001111000011110000111100000000111111110000000011111111000000000000000011110000111111110000000000001111000011110000000000001111000000000000111111110000111100001111111111111111111111111111000011110000', 8),
	(35, B'1010011011101011100011101001111110011001011010011111110000100001', B'1111000011110000000011111111000011111111111100001111000011111111111100000000000011111111111100001111000000001111111111111111111111110000000011111111000000001111000011111111000011110000000011111111111111111111111111110000000000000000111100000000000000001111', 8),
	(36, B'0000011110110000101101010010010111101000000111000111110110110000', B'0000000000000000000011111111111111110000111111110000000000000000111100001111111100001111000011110000000011110000000011110000111111111111111100001111000000000000000000000000111111111111000000000000111111111111111111110000111111110000111111110000000000000000', 8),
	(37, B'0100000111110100110110000011100110011111010101110101110001000101', B'0000111100000000000000000000111111111111111111110000111100000000111111110000111111110000000000000000000011111111111100000000111111110000000011111111111111111111000011110000111100001111111111110000111100001111111111110000000000001111000000000000111100001111', 8),
	(38, B'0101101111001000111110111011110010111101111011011100000000011001', B'0000111100001111111100001111111111111111000000001111000000000000111111111111111111110000111111111111000011111111111111110000000011110000111111111111111100001111111111111111000011111111000011111111111100000000000000000000000000000000000011111111000000001111', 8),
	(39, B'1011100011100001000111110101111011101011100101011100110000110111', B'1111000011111111111100000000000011111111111100000000000000001111000000000000111111111111111111110000111100001111111111111111000011111111111100001111000011111111111100000000111100001111000011111111111100000000111111110000000000000000111111110000111111111111', 8),
	(41, B'1001011011101011100011011011011010111101011010011111111000101001', B'1111000000001111000011111111000011111111111100001111000011111111111100000000000011111111000011111111000011111111000011111111000011110000111111111111111100001111000011111111000011110000000011111111111111111111111111111111000000000000111100001111000000001111', 8),
	(42, B'1000011110110001101100010010010111101100000110010011110110100000', B'1111000000000000000011111111111111110000111111110000000000001111111100001111111100000000000011110000000011110000000011110000111111111111111100001111111100000000000000000000111111110000000011110000000011111111111111110000111111110000111100000000000000000000', 8),
	(43, B'0100100111100100110110010011100100011111000101100111110001000101', B'0000111100000000111100000000111111111111111100000000111100000000111111110000111111110000000011110000000011111111111100000000111100000000000011111111111111111111000000000000111100001111111100000000111111111111111111110000000000001111000000000000111100001111', 8),
	(44, B'0101101111001000111110111011110010111101111001011100100010011001', B'0000111100001111111100001111111111111111000000001111000000000000111111111111111111110000111111111111000011111111111111110000000011110000111111111111111100001111111111111111000000001111000011111111111100000000111100000000000011110000000011111111000000001111', 8),
	(45, B'1011000011000001010111111101101011001011100100011100111100110111', B'1111000011111111000000000000000011111111000000000000000000001111000011110000111111111111111111111111111100001111111100001111000011111111000000001111000011111111111100000000111100000000000011111111111100000000111111111111111100000000111111110000111111111111', 8),
	(46, B'1101011101101100011101110001000011110001010001000110101111101110', B'1111111100001111000011111111111100001111111100001111111100000000000011111111111100001111111111110000000000001111000000000000000011111111111111110000000000001111000011110000000000001111000000000000111111110000111100001111111111111111111100001111111111110000', 8),
	(47, B'1010011011101011110011001001011010111101011010011111111000101001', B'1111000011110000000011111111000011111111111100001111000011111111111111110000000011111111000000001111000000001111000011111111000011110000111111111111111100001111000011111111000011110000000011111111111111111111111111111111000000000000111100001111000000001111', 8),
	(48, B'1100011110110010100000010010010111101100000110000111110110100000', B'1111111100000000000011111111111111110000111111110000000011110000111100000000000000000000000011110000000011110000000011110000111111111111111100001111111100000000000000000000111111110000000000000000111111111111111111110000111111110000111100000000000000000000', 8),
	(49, B'0100000101100100110110000011100110011111001101100111110001000111', B'0000111100000000000000000000111100001111111100000000111100000000111111110000111111110000000000000000000011111111111100000000111111110000000011111111111111111111000000001111111100001111111100000000111111111111111111110000000000001111000000000000111111111111', 8),
	(50, B'0101101111001000111110011011010110111101111001011100000010011001', B'0000111100001111111100001111111111111111000000001111000000000000111111111111111111110000000011111111000011111111000011110000111111110000111111111111111100001111111111111111000000001111000011111111111100000000000000000000000011110000000011111111000000001111', 8);

INSERT INTO lookalike.retention_class VALUES
	(1, 'archival master', 'best_evidence', 'Archival master of 12 images: equal in all evidence to the next, and first by collection and path.', NULL, 1, 4),
	(2, 'archival master', 'best_evidence', 'Archival master of 9 images: equal in all evidence to the next, and first by collection and path.', NULL, 1, 4),
	(3, 'archival master', 'best_evidence', 'Archival master of 8 images: equal in all evidence to the next, and first by collection and path.', NULL, 1, 4),
	(4, 'archival master', 'best_evidence', 'Archival master of 7 images: equal in all evidence to the next, and first by collection and path.', NULL, 1, 4),
	(5, 'archival master', 'best_evidence', 'Archival master of 7 images: equal in all evidence to the next, and first by collection and path.', NULL, 1, 4),
	(12, 'archival master', 'best_evidence', 'Archival master of 7 images: equal in all evidence to the next, and first by collection and path.', NULL, 1, 4),
	(23, 'identical copy', 'same_bytes', 'Same bytes as "005", which is not the archival master.', 6, 1, 4),
	(40, 'identical copy', 'same_bytes', 'Same bytes as "005", which is not the archival master.', 6, 1, 4),
	(6, 'derivative', 'accepted_match', '100 × 100 JPEG against 100 × 100 JPEG of the archival master "000"; the hashes differ in 0 of 64 and 0 of 256 bits.', 1, 1, 4),
	(7, 'derivative', 'accepted_match', '100 × 100 JPEG against 100 × 100 JPEG of the archival master "000"; the hashes differ in 1 of 64 and 4 of 256 bits.', 1, 1, 4),
	(8, 'derivative', 'accepted_match', '100 × 100 JPEG against 100 × 100 JPEG of the archival master "001"; the hashes differ in 7 of 64 and 28 of 256 bits.', 2, 1, 4),
	(9, 'derivative', 'accepted_match', '100 × 100 JPEG against 100 × 100 JPEG of the archival master "002"; the hashes differ in 2 of 64 and 8 of 256 bits.', 3, 1, 4),
	(10, 'derivative', 'accepted_match', '100 × 100 JPEG against 100 × 100 JPEG of the archival master "003"; the hashes differ in 2 of 64 and 8 of 256 bits.', 4, 1, 4),
	(11, 'derivative', 'accepted_match', '100 × 100 JPEG against 100 × 100 JPEG of the archival master "004"; the hashes differ in 7 of 64 and 28 of 256 bits.', 5, 1, 4),
	(13, 'derivative', 'accepted_match', '100 × 100 JPEG against 100 × 100 JPEG of the archival master "000"; the hashes differ in 2 of 64 and 8 of 256 bits.', 1, 1, 4),
	(14, 'derivative', 'accepted_match', '100 × 100 JPEG against 100 × 100 JPEG of the archival master "001"; the hashes differ in 7 of 64 and 28 of 256 bits.', 2, 1, 4),
	(15, 'derivative', 'accepted_match', '100 × 100 JPEG against 100 × 100 JPEG of the archival master "002"; the hashes differ in 4 of 64 and 16 of 256 bits.', 3, 1, 4),
	(16, 'derivative', 'accepted_match', '100 × 100 JPEG against 100 × 100 JPEG of the archival master "003"; the hashes differ in 5 of 64 and 20 of 256 bits.', 4, 1, 4),
	(17, 'derivative', 'accepted_match', '100 × 100 JPEG against 100 × 100 JPEG of the archival master "004"; the hashes differ in 3 of 64 and 12 of 256 bits.', 5, 1, 4),
	(18, 'derivative', 'accepted_match', '100 × 100 JPEG against 100 × 100 JPEG of the archival master "011"; the hashes differ in 3 of 64 and 12 of 256 bits.', 12, 1, 4),
	(19, 'derivative', 'accepted_match', '100 × 100 JPEG against 100 × 100 JPEG of the archival master "000"; the hashes differ in 4 of 64 and 16 of 256 bits.', 1, 1, 4),
	(20, 'derivative', 'accepted_match', '100 × 100 JPEG against 100 × 100 JPEG of the archival master "001"; the hashes differ in 12 of 64 and 48 of 256 bits: too far for a match of their own, it is here by way of other members.', 2, 1, 4),
	(21, 'derivative', 'accepted_match', '100 × 100 JPEG against 100 × 100 JPEG of the archival master "002"; the hashes differ in 4 of 64 and 16 of 256 bits.', 3, 1, 4),
	(22, 'derivative', 'accepted_match', '100 × 100 JPEG against 100 × 100 JPEG of the archival master "003"; the hashes differ in 2 of 64 and 8 of 256 bits.', 4, 1, 4),
	(24, 'derivative', 'accepted_match', '100 × 100 JPEG against 100 × 100 JPEG of the archival master "011"; the hashes differ in 4 of 64 and 16 of 256 bits.', 12, 1, 4),
	(25, 'derivative', 'accepted_match', '100 × 100 JPEG against 100 × 100 JPEG of the archival master "000"; the hashes differ in 5 of 64 and 20 of 256 bits.', 1, 1, 4),
	(26, 'derivative', 'accepted_match', '100 × 100 JPEG against 100 × 100 JPEG of the archival master "001"; the hashes differ in 8 of 64 and 32 of 256 bits.', 2, 1, 4),
	(27, 'derivative', 'accepted_match', '100 × 100 JPEG against 100 × 100 JPEG of the archival master "002"; the hashes differ in 7 of 64 and 28 of 256 bits.', 3, 1, 4),
	(28, 'derivative', 'accepted_match', '100 × 100 JPEG against 100 × 100 JPEG of the archival master "003"; the hashes differ in 4 of 64 and 16 of 256 bits.', 4, 1, 4),
	(29, 'derivative', 'accepted_match', '100 × 100 JPEG against 100 × 100 JPEG of the archival master "004"; the hashes differ in 6 of 64 and 24 of 256 bits.', 5, 1, 4),
	(30, 'derivative', 'accepted_match', '100 × 100 JPEG against 100 × 100 JPEG of the archival master "011"; the hashes differ in 5 of 64 and 20 of 256 bits.', 12, 1, 4),
	(31, 'derivative', 'accepted_match', '100 × 100 JPEG against 100 × 100 JPEG of the archival master "000"; the hashes differ in 5 of 64 and 20 of 256 bits.', 1, 1, 4),
	(32, 'derivative', 'accepted_match', '100 × 100 JPEG against 100 × 100 JPEG of the archival master "001"; the hashes differ in 11 of 64 and 44 of 256 bits: too far for a match of their own, it is here by way of other members.', 2, 1, 4),
	(33, 'derivative', 'accepted_match', '100 × 100 JPEG against 100 × 100 JPEG of the archival master "002"; the hashes differ in 1 of 64 and 4 of 256 bits.', 3, 1, 4),
	(34, 'derivative', 'accepted_match', '100 × 100 JPEG against 100 × 100 JPEG of the archival master "003"; the hashes differ in 6 of 64 and 24 of 256 bits.', 4, 1, 4),
	(35, 'derivative', 'accepted_match', '100 × 100 JPEG against 100 × 100 JPEG of the archival master "004"; the hashes differ in 9 of 64 and 36 of 256 bits: too far for a match of their own, it is here by way of other members.', 5, 1, 4),
	(36, 'derivative', 'accepted_match', '100 × 100 JPEG against 100 × 100 JPEG of the archival master "011"; the hashes differ in 6 of 64 and 24 of 256 bits.', 12, 1, 4),
	(37, 'derivative', 'accepted_match', '100 × 100 JPEG against 100 × 100 JPEG of the archival master "000"; the hashes differ in 5 of 64 and 20 of 256 bits.', 1, 1, 4),
	(38, 'derivative', 'accepted_match', '100 × 100 JPEG against 100 × 100 JPEG of the archival master "001"; the hashes differ in 8 of 64 and 32 of 256 bits.', 2, 1, 4),
	(39, 'derivative', 'accepted_match', '100 × 100 JPEG against 100 × 100 JPEG of the archival master "002"; the hashes differ in 7 of 64 and 28 of 256 bits.', 3, 1, 4),
	(41, 'derivative', 'accepted_match', '100 × 100 JPEG against 100 × 100 JPEG of the archival master "004"; the hashes differ in 8 of 64 and 32 of 256 bits.', 5, 1, 4),
	(42, 'derivative', 'accepted_match', '100 × 100 JPEG against 100 × 100 JPEG of the archival master "011"; the hashes differ in 4 of 64 and 16 of 256 bits.', 12, 1, 4),
	(43, 'derivative', 'accepted_match', '100 × 100 JPEG against 100 × 100 JPEG of the archival master "000"; the hashes differ in 6 of 64 and 24 of 256 bits.', 1, 1, 4),
	(44, 'derivative', 'accepted_match', '100 × 100 JPEG against 100 × 100 JPEG of the archival master "001"; the hashes differ in 7 of 64 and 28 of 256 bits.', 2, 1, 4),
	(45, 'derivative', 'accepted_match', '100 × 100 JPEG against 100 × 100 JPEG of the archival master "002"; the hashes differ in 4 of 64 and 16 of 256 bits.', 3, 1, 4),
	(46, 'derivative', 'accepted_match', '100 × 100 JPEG against 100 × 100 JPEG of the archival master "003"; the hashes differ in 8 of 64 and 32 of 256 bits.', 4, 1, 4),
	(47, 'derivative', 'accepted_match', '100 × 100 JPEG against 100 × 100 JPEG of the archival master "004"; the hashes differ in 5 of 64 and 20 of 256 bits.', 5, 1, 4),
	(48, 'derivative', 'accepted_match', '100 × 100 JPEG against 100 × 100 JPEG of the archival master "011"; the hashes differ in 7 of 64 and 28 of 256 bits.', 12, 1, 4),
	(49, 'derivative', 'accepted_match', '100 × 100 JPEG against 100 × 100 JPEG of the archival master "000"; the hashes differ in 2 of 64 and 8 of 256 bits.', 1, 1, 4),
	(50, 'derivative', 'accepted_match', '100 × 100 JPEG against 100 × 100 JPEG of the archival master "001"; the hashes differ in 7 of 64 and 28 of 256 bits.', 2, 1, 4);

INSERT INTO lookalike.retention_policy OVERRIDING SYSTEM VALUE VALUES
	(1, 'default', 1, 'One archival master a cluster. Candidates have at least half of the most pixels in the cluster; among them lossless in full colour comes before lossy, then more pixels, more bits a pixel, earlier capture, more metadata, the older file, and the path that sorts first. The others are identical copies (same bytes or same pixels) or derivatives.');

INSERT INTO lookalike.run OVERRIDING SYSTEM VALUE VALUES
	(1, 'scan', 1, 'finished', '{}', '{}', '2026-11-24 23:36:04.692126+00', '2026-11-24 23:36:04.691814+00'),
	(2, 'match', NULL, 'finished', '{"radius": 8, "threshold": 64, "low_quality": 0.25}', '{"accepted": 136, "possible": 0}', '2026-11-24 23:36:04.703631+00', '2026-11-24 23:36:04.746148+00'),
	(3, 'cluster', NULL, 'finished', '{}', '{"images": 50, "clusters": 6}', '2026-11-24 23:36:04.747026+00', '2026-11-24 23:36:04.767363+00'),
	(4, 'classify', NULL, 'finished', '{"policy": "default", "version": 1}', '{"derivative": 42, "identical copy": 2, "archival master": 6}', '2026-11-24 23:36:04.769488+00', '2026-11-24 23:36:04.787438+00'),
	(5, 'scan', 1, 'finished', '{}', '{}', '2026-11-24 23:36:04.789213+00', '2026-11-24 23:36:04.789063+00');

INSERT INTO lookalike.setting VALUES
	('match_radius', '8', 'Two images are compared closely when their 64-bit hashes differ in at most this many bits.'),
	('match_threshold', '64', 'Two images compared closely are accepted as copies when their 256-bit hashes differ in at most this many bits.'),
	('low_quality', '0.25', 'Images whose quality is below this (blank and flat ones) are matched by identity only, never by hash.'),
	('storage_cost_per_tb_year', '276', 'What one terabyte (10^12 bytes) costs to keep for a year; the default is the list price of S3 Standard, 0.023 USD per GB and month.'),
	('currency', 'USD', 'The currency of storage_cost_per_tb_year.');

SELECT pg_catalog.setval('lookalike.collection_collection_id_seq', 1, true);

SELECT pg_catalog.setval('lookalike.fingerprint_method_method_id_seq', 2, true);

SELECT pg_catalog.setval('lookalike.image_image_id_seq', 60, true);

SELECT pg_catalog.setval('lookalike.retention_policy_policy_id_seq', 1, true);

SELECT pg_catalog.setval('lookalike.run_run_id_seq', 5, true);

ALTER TABLE ONLY lookalike.alembic_version
    ADD CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num);

ALTER TABLE ONLY lookalike.cluster_change
    ADD CONSTRAINT cluster_change_pkey PRIMARY KEY (run_id, from_cluster_id, to_cluster_id);

ALTER TABLE ONLY lookalike.cluster_member
    ADD CONSTRAINT cluster_member_pkey PRIMARY KEY (image_id);

ALTER TABLE ONLY lookalike.cluster
    ADD CONSTRAINT cluster_pkey PRIMARY KEY (cluster_id);

ALTER TABLE ONLY lookalike.collection
    ADD CONSTRAINT collection_name_key UNIQUE (name);

ALTER TABLE ONLY lookalike.collection
    ADD CONSTRAINT collection_pkey PRIMARY KEY (collection_id);

ALTER TABLE ONLY lookalike.collection
    ADD CONSTRAINT collection_root_key UNIQUE (root);

ALTER TABLE ONLY lookalike.fingerprint_method
    ADD CONSTRAINT fingerprint_method_key UNIQUE (algorithm, parameters, libraries);

ALTER TABLE ONLY lookalike.fingerprint_method
    ADD CONSTRAINT fingerprint_method_pkey PRIMARY KEY (method_id);

ALTER TABLE ONLY lookalike.fingerprint
    ADD CONSTRAINT fingerprint_pkey PRIMARY KEY (image_id, region);

ALTER TABLE ONLY lookalike.image
    ADD CONSTRAINT image_collection_id_path_key UNIQUE (collection_id, path);

ALTER TABLE ONLY lookalike.image
    ADD CONSTRAINT image_pkey PRIMARY KEY (image_id);

ALTER TABLE ONLY lookalike.installation
    ADD CONSTRAINT installation_pkey PRIMARY KEY (is_only);

ALTER TABLE ONLY lookalike.match
    ADD CONSTRAINT match_pkey PRIMARY KEY (image_id_a, image_id_b);

ALTER TABLE ONLY lookalike.problem
    ADD CONSTRAINT problem_pkey PRIMARY KEY (collection_id, path, problem);

ALTER TABLE ONLY lookalike.representative
    ADD CONSTRAINT representative_pkey PRIMARY KEY (image_id);

ALTER TABLE ONLY lookalike.retention_class
    ADD CONSTRAINT retention_class_pkey PRIMARY KEY (image_id);

ALTER TABLE ONLY lookalike.retention_policy
    ADD CONSTRAINT retention_policy_name_version_key UNIQUE (name, version);

ALTER TABLE ONLY lookalike.retention_policy
    ADD CONSTRAINT retention_policy_pkey PRIMARY KEY (policy_id);

ALTER TABLE ONLY lookalike.run
    ADD CONSTRAINT run_pkey PRIMARY KEY (run_id);

ALTER TABLE ONLY lookalike.setting
    ADD CONSTRAINT setting_pkey PRIMARY KEY (name);

CREATE INDEX cluster_member_cluster_id_idx ON lookalike.cluster_member USING btree (cluster_id);

CREATE INDEX fingerprint_phash_hamming_0_idx ON lookalike.fingerprint USING btree (lookalike.hamming_chunk(phash, 0));

CREATE INDEX fingerprint_phash_hamming_1_idx ON lookalike.fingerprint USING btree (lookalike.hamming_chunk(phash, 1));

CREATE INDEX fingerprint_phash_hamming_2_idx ON lookalike.fingerprint USING btree (lookalike.hamming_chunk(phash, 2));

CREATE INDEX image_pixel_digest_idx ON lookalike.image USING btree (pixel_digest);

CREATE INDEX image_sha256_idx ON lookalike.image USING btree (sha256);

CREATE INDEX image_unmatched_idx ON lookalike.image USING btree (image_id) WHERE (matched_run_id IS NULL);

CREATE INDEX match_image_id_b_idx ON lookalike.match USING btree (image_id_b);

CREATE INDEX representative_phash_hamming_0_idx ON lookalike.representative USING btree (lookalike.hamming_chunk(phash, 0));

CREATE INDEX representative_phash_hamming_1_idx ON lookalike.representative USING btree (lookalike.hamming_chunk(phash, 1));

CREATE INDEX representative_phash_hamming_2_idx ON lookalike.representative USING btree (lookalike.hamming_chunk(phash, 2));

CREATE INDEX retention_class_derived_from_image_id_idx ON lookalike.retention_class USING btree (derived_from_image_id);

CREATE UNIQUE INDEX run_unfinished_scan_idx ON lookalike.run USING btree (collection_id) WHERE ((stage = 'scan'::text) AND (state = 'running'::text));

ALTER TABLE ONLY lookalike.cluster_change
    ADD CONSTRAINT cluster_change_from_cluster_id_fkey FOREIGN KEY (from_cluster_id) REFERENCES lookalike.cluster(cluster_id);

ALTER TABLE ONLY lookalike.cluster_change
    ADD CONSTRAINT cluster_change_run_id_fkey FOREIGN KEY (run_id) REFERENCES lookalike.run(run_id);

ALTER TABLE ONLY lookalike.cluster_change
    ADD CONSTRAINT cluster_change_to_cluster_id_fkey FOREIGN KEY (to_cluster_id) REFERENCES lookalike.cluster(cluster_id);

ALTER TABLE ONLY lookalike.cluster
    ADD CONSTRAINT cluster_created_run_id_fkey FOREIGN KEY (created_run_id) REFERENCES lookalike.run(run_id);

ALTER TABLE ONLY lookalike.cluster_member
    ADD CONSTRAINT cluster_member_cluster_id_fkey FOREIGN KEY (cluster_id) REFERENCES lookalike.cluster(cluster_id);

ALTER TABLE ONLY lookalike.cluster_member
    ADD CONSTRAINT cluster_member_image_id_fkey FOREIGN KEY (image_id) REFERENCES lookalike.image(image_id) ON DELETE CASCADE;

ALTER TABLE ONLY lookalike.cluster
    ADD CONSTRAINT cluster_retired_run_id_fkey FOREIGN KEY (retired_run_id) REFERENCES lookalike.run(run_id);

ALTER TABLE ONLY lookalike.fingerprint
    ADD CONSTRAINT fingerprint_image_id_fkey FOREIGN KEY (image_id) REFERENCES lookalike.image(image_id) ON DELETE CASCADE;

ALTER TABLE ONLY lookalike.fingerprint
    ADD CONSTRAINT fingerprint_method_id_fkey FOREIGN KEY (method_id) REFERENCES lookalike.fingerprint_method(method_id);

ALTER TABLE ONLY lookalike.image
    ADD CONSTRAINT image_changed_run_id_fkey FOREIGN KEY (changed_run_id) REFERENCES lookalike.run(run_id);

ALTER TABLE ONLY lookalike.image
    ADD CONSTRAINT image_collection_id_fkey FOREIGN KEY (collection_id) REFERENCES lookalike.collection(collection_id);

ALTER TABLE ONLY lookalike.image
    ADD CONSTRAINT image_first_seen_run_id_fkey FOREIGN KEY (first_seen_run_id) REFERENCES lookalike.run(run_id);

ALTER TABLE ONLY lookalike.image
    ADD CONSTRAINT image_matched_run_id_fkey FOREIGN KEY (matched_run_id) REFERENCES lookalike.run(run_id);

ALTER TABLE ONLY lookalike.match
    ADD CONSTRAINT match_image_id_a_fkey FOREIGN KEY (image_id_a) REFERENCES lookalike.image(image_id) ON DELETE CASCADE;

ALTER TABLE ONLY lookalike.match
    ADD CONSTRAINT match_image_id_b_fkey FOREIGN KEY (image_id_b) REFERENCES lookalike.image(image_id) ON DELETE CASCADE;

ALTER TABLE ONLY lookalike.match
    ADD CONSTRAINT match_run_id_fkey FOREIGN KEY (run_id) REFERENCES lookalike.run(run_id);

ALTER TABLE ONLY lookalike.problem
    ADD CONSTRAINT problem_collection_id_fkey FOREIGN KEY (collection_id) REFERENCES lookalike.collection(collection_id);

ALTER TABLE ONLY lookalike.problem
    ADD CONSTRAINT problem_first_seen_run_id_fkey FOREIGN KEY (first_seen_run_id) REFERENCES lookalike.run(run_id);

ALTER TABLE ONLY lookalike.representative
    ADD CONSTRAINT representative_image_id_fkey FOREIGN KEY (image_id) REFERENCES lookalike.image(image_id) ON DELETE CASCADE;

ALTER TABLE ONLY lookalike.retention_class
    ADD CONSTRAINT retention_class_derived_from_image_id_fkey FOREIGN KEY (derived_from_image_id) REFERENCES lookalike.image(image_id) ON DELETE CASCADE;

ALTER TABLE ONLY lookalike.retention_class
    ADD CONSTRAINT retention_class_image_id_fkey FOREIGN KEY (image_id) REFERENCES lookalike.image(image_id) ON DELETE CASCADE;

ALTER TABLE ONLY lookalike.retention_class
    ADD CONSTRAINT retention_class_policy_id_fkey FOREIGN KEY (policy_id) REFERENCES lookalike.retention_policy(policy_id);

ALTER TABLE ONLY lookalike.retention_class
    ADD CONSTRAINT retention_class_run_id_fkey FOREIGN KEY (run_id) REFERENCES lookalike.run(run_id);

ALTER TABLE ONLY lookalike.run
    ADD CONSTRAINT run_collection_id_fkey FOREIGN KEY (collection_id) REFERENCES lookalike.collection(collection_id);
