-- A scan, as the loader calls it:
--   start_scan -> for each batch of files: COPY into walked_file, select_files_to_read,
--   COPY into scanned_image and scanned_problem, store_scanned -> finish_scan.
-- The three staging tables are temporary and belong to the scanning session.

CREATE OR REPLACE FUNCTION lookalike.start_scan(
    name text, root text, limits jsonb, algorithm text, parameters jsonb, libraries jsonb
) RETURNS TABLE (run_id bigint, collection_id integer, method_id integer, resumed boolean, retry boolean)
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    SET lock_timeout = '5s'  -- the session of a killed scan lets go within moments
    SET client_min_messages = warning
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
        metadata jsonb, phash bit(64), phash_256 bit(256), phash_flips bit(192), quality real,
        -- Of what is within a border; null where there is none.
        content_x integer, content_y integer, content_width integer, content_height integer,
        content_phash bit(64), content_phash_256 bit(256), content_quality real
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
COMMENT ON FUNCTION lookalike.start_scan(text, text, jsonb, text, jsonb, jsonb) IS
    'Starts, or resumes, the scan of a folder: locks the collection for this session and makes its staging tables; says whether limits or method differ from the last scan, so that files they failed on are to be read again.';

CREATE OR REPLACE FUNCTION lookalike.is_passing(problem text) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN problem IN ('unreadable', 'out_of_memory', 'changed_during_scan', 'vanished', 'decoder_crash');
COMMENT ON FUNCTION lookalike.is_passing(text) IS
    'Whether a scan problem may pass without the file changing, and so says nothing of its content.';

CREATE OR REPLACE FUNCTION lookalike.select_files_to_read(
    collection_id integer, batch integer, retry boolean
)
    RETURNS TABLE (path text, byte_size bigint, modified_at timestamptz)
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    -- Few files against a table of any size, which nobody may have analyzed yet: by its key, always.
    SET enable_seqscan = off
    SET enable_bitmapscan = off
    SET enable_hashjoin = off
    SET enable_mergejoin = off
    SET enable_material = off
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
COMMENT ON FUNCTION lookalike.select_files_to_read(integer, integer, boolean) IS
    'The files of a batch of the walk that are new or changed since they were last read, or on which a passing condition was the problem; with retry, also those that limits or libraries had failed on.';

CREATE OR REPLACE FUNCTION lookalike.store_scanned(
    run_id bigint, collection_id integer, method_id integer
) RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    -- As in select_files_to_read.
    SET enable_seqscan = off
    SET enable_bitmapscan = off
    SET enable_hashjoin = off
    SET enable_mergejoin = off
    SET enable_material = off
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
                              ELSE excluded.changed_run_id END;

    -- Other libraries may see the same bytes differently.
    INSERT INTO lookalike.fingerprint AS f (
        image_id, region, method_id, phash, phash_256, phash_flips, quality, x, y, width, height)
    SELECT i.image_id, r.region, store_scanned.method_id, r.phash, r.phash_256, r.phash_flips, r.quality,
           r.x, r.y, r.width, r.height
    FROM pg_temp.scanned_image s
    JOIN lookalike.image i
      ON i.collection_id = store_scanned.collection_id AND i.path = s.path
    CROSS JOIN LATERAL (VALUES
        ('full', s.phash, s.phash_256, s.phash_flips, s.quality,
         NULL::integer, NULL::integer, NULL::integer, NULL::integer),
        ('content', s.content_phash, s.content_phash_256, NULL, s.content_quality,
         s.content_x, s.content_y, s.content_width, s.content_height)
    ) AS r (region, phash, phash_256, phash_flips, quality, x, y, width, height)
    WHERE r.phash IS NOT NULL
    ON CONFLICT (image_id, region) DO UPDATE SET
        method_id = excluded.method_id, phash = excluded.phash,
        phash_256 = excluded.phash_256, phash_flips = excluded.phash_flips,
        quality = excluded.quality,
        x = excluded.x, y = excluded.y, width = excluded.width, height = excluded.height;

    -- The border that was here is gone.
    DELETE FROM lookalike.fingerprint f
    USING pg_temp.scanned_image s, lookalike.image i
    WHERE i.collection_id = store_scanned.collection_id AND i.path = s.path
      AND f.image_id = i.image_id AND f.region = 'content' AND s.content_phash IS NULL;

    -- The image that was here has been overwritten by something that is none.
    UPDATE lookalike.image i
    SET missing_since = clock_timestamp()
    FROM pg_temp.scanned_problem s
    WHERE i.collection_id = store_scanned.collection_id AND i.path = s.path
      AND NOT s.scanned AND i.missing_since IS NULL AND NOT lookalike.is_passing(s.problem);

    -- A class was given to the content that is no longer there.
    DELETE FROM lookalike.retention_class k
    USING lookalike.image i, lookalike.unmatched_image u, (
        SELECT s.path FROM pg_temp.scanned_image s
        UNION ALL SELECT s.path FROM pg_temp.scanned_problem s) t
    WHERE i.collection_id = store_scanned.collection_id AND i.path = t.path
      AND u.image_id = i.image_id AND k.image_id = i.image_id;

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
    PERFORM lookalike.analyze_if_grown('lookalike.unmatched_image');
END
$$;
COMMENT ON FUNCTION lookalike.store_scanned(bigint, integer, integer) IS
    'Stores what was read from a batch of files: images with their fingerprints, and problems.';

CREATE OR REPLACE FUNCTION lookalike.finish_scan(run_id bigint, collection_id integer)
    RETURNS jsonb
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
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

    -- Of those, the ones whose bytes turned up under a new path have moved; not those in quarantine, which
    -- have a path to go back to.
    CREATE TEMP TABLE moved ON COMMIT DROP AS
    WITH old AS (
        SELECT g.image_id, g.sha256,
               row_number() OVER (PARTITION BY g.sha256
                                  ORDER BY g.missing_since DESC NULLS FIRST, g.path) AS nth
        FROM pg_temp.gone g
        WHERE NOT EXISTS (SELECT FROM lookalike.quarantine_item q
                          WHERE q.image_id = g.image_id AND q.state IN ('moving', 'moved', 'restoring'))
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
    SET path = m.path, modified_at = m.modified_at, missing_since = NULL
    FROM pg_temp.moved m WHERE i.image_id = m.image_id;
    GET DIAGNOSTICS moved = ROW_COUNT;

    UPDATE lookalike.image i
    SET missing_since = clock_timestamp()
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
    PERFORM lookalike.record_run(run_id);
    PERFORM pg_advisory_unlock(hashtext('lookalike.scan'), finish_scan.collection_id);
    RETURN counted;
END
$$;
COMMENT ON FUNCTION lookalike.finish_scan(bigint, integer) IS
    'Ends a scan: tells moved images from missing ones, drops problems that are gone, logs the run, and returns the counts.';
