CREATE OR REPLACE FUNCTION lookalike_internal.finish_scan(run_id bigint, collection_id integer)
    RETURNS jsonb
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    moved bigint;
    missed bigint;
    left_out bigint;
    counted jsonb;
BEGIN
    CREATE UNIQUE INDEX ON pg_temp.walked_file (path);
    ANALYZE pg_temp.walked_file, pg_temp.seen_problem;
    CREATE TEMP TABLE unread_folder ON COMMIT DROP AS
    SELECT s.path FROM pg_temp.seen_problem s WHERE s.problem = 'unreadable' AND s.is_folder;
    ANALYZE pg_temp.unread_folder;

    -- If a folder that held images is empty, a share is probably not mounted.
    IF NOT EXISTS (SELECT FROM pg_temp.walked_file)
       AND EXISTS (SELECT FROM pg_temp.seen_problem s WHERE s.problem = 'excluded')
       AND EXISTS (SELECT FROM lookalike_internal.present_image i
                   WHERE i.collection_id = finish_scan.collection_id) THEN
        RAISE EXCEPTION 'every file in the folder of collection "%" is left out',
            (SELECT c.name FROM lookalike_internal.collection c
             WHERE c.collection_id = finish_scan.collection_id)
            USING ERRCODE = 'no_data_found',
                  DETAIL = format('It held images at the last scan. The exclude patterns leave out all that is in "%s" now. Nothing was changed.',
                                  (SELECT c.root FROM lookalike_internal.collection c
                                   WHERE c.collection_id = finish_scan.collection_id)),
                  HINT = 'Give other patterns, and check that the share is mounted. Then scan again.';
    END IF;
    IF NOT EXISTS (SELECT FROM pg_temp.walked_file)
       AND EXISTS (SELECT FROM lookalike_internal.present_image i
                   WHERE i.collection_id = finish_scan.collection_id) THEN
        RAISE EXCEPTION 'no file found in the folder of collection "%"',
            (SELECT c.name FROM lookalike_internal.collection c
             WHERE c.collection_id = finish_scan.collection_id)
            USING ERRCODE = 'no_data_found',
                  DETAIL = format('The folder "%s" is empty, but it held images at the last scan. Nothing was changed.',
                                  (SELECT c.root FROM lookalike_internal.collection c
                                   WHERE c.collection_id = finish_scan.collection_id)),
                  HINT = 'Check that the share is mounted, then scan again.';
    END IF;

    -- Images that are no longer where they were. Images in a folder that could not be read this
    -- time do not count as missing.
    CREATE TEMP TABLE gone ON COMMIT DROP AS
    SELECT i.image_id, i.path, i.sha256, i.missing_since
    FROM lookalike_internal.image i
    WHERE i.collection_id = finish_scan.collection_id
      AND NOT EXISTS (SELECT FROM pg_temp.walked_file w WHERE w.path = i.path)
      AND NOT EXISTS (SELECT FROM pg_temp.unread_folder u
                      WHERE u.path = '.' OR starts_with(i.path, u.path || '/'));

    -- An image that a pattern leaves out may be there still: it has not moved, and it is not missed.
    CREATE TEMP TABLE left_out ON COMMIT DROP AS
    SELECT DISTINCT g.image_id, g.missing_since
    FROM pg_temp.gone g
    CROSS JOIN LATERAL unnest(lookalike_internal.places_of(g.path)) AS p (place)
    JOIN pg_temp.seen_problem s ON s.path = p.place AND s.problem = 'excluded';
    DELETE FROM pg_temp.gone g USING pg_temp.left_out l WHERE l.image_id = g.image_id;
    UPDATE lookalike_internal.image i
    SET missing_since = clock_timestamp()
    FROM pg_temp.left_out l
    WHERE i.image_id = l.image_id AND l.missing_since IS NULL;
    GET DIAGNOSTICS left_out = ROW_COUNT;

    -- Those whose bytes are now under a new path have moved. Images in quarantine do not count as moved:
    -- they have a path to which they can go back.
    CREATE TEMP TABLE moved ON COMMIT DROP AS
    WITH old AS (
        SELECT g.image_id, g.sha256,
               row_number() OVER (PARTITION BY g.sha256
                                  ORDER BY g.missing_since DESC NULLS FIRST, g.path) AS nth
        FROM pg_temp.gone g
        WHERE NOT EXISTS (SELECT FROM lookalike_internal.quarantine_item q
                          WHERE q.image_id = g.image_id AND q.state IN ('moving', 'moved', 'restoring'))
    ), new AS (
        SELECT i.image_id, i.path, i.modified_at, i.sha256,
               row_number() OVER (PARTITION BY i.sha256 ORDER BY i.path) AS nth
        FROM lookalike_internal.present_image i
        WHERE i.collection_id = finish_scan.collection_id
          AND i.first_seen_run_id = finish_scan.run_id
          AND NOT EXISTS (SELECT FROM pg_temp.gone g WHERE g.image_id = i.image_id)
    )
    SELECT old.image_id, new.image_id AS new_image_id, new.path, new.modified_at
    FROM old JOIN new USING (sha256, nth);
    DELETE FROM lookalike_internal.image i USING pg_temp.moved m WHERE i.image_id = m.new_image_id;
    UPDATE lookalike_internal.image i
    SET path = m.path, modified_at = m.modified_at, missing_since = NULL
    FROM pg_temp.moved m WHERE i.image_id = m.image_id;
    GET DIAGNOSTICS moved = ROW_COUNT;

    UPDATE lookalike_internal.image i
    SET missing_since = clock_timestamp()
    FROM pg_temp.gone g
    WHERE i.image_id = g.image_id AND i.missing_since IS NULL
      AND NOT EXISTS (SELECT FROM pg_temp.moved m WHERE m.image_id = g.image_id);
    GET DIAGNOSTICS missed = ROW_COUNT;

    DELETE FROM lookalike_internal.scan_problem p
    WHERE p.collection_id = finish_scan.collection_id
      AND NOT EXISTS (SELECT FROM pg_temp.seen_problem s
                      WHERE s.path = p.path AND s.problem = p.problem)
      AND (NOT EXISTS (SELECT FROM pg_temp.walked_file w WHERE w.path = p.path)
           -- Every walk makes its own remarks again.
           OR p.is_scanned)
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
        'not_images', (SELECT count(*) FROM lookalike_internal.scan_problem p
                       WHERE p.collection_id = finish_scan.collection_id
                         AND p.problem = 'not_an_image'),
        'problems', (SELECT count(*) FROM lookalike_internal.scan_problem p
                     WHERE p.collection_id = finish_scan.collection_id
                       AND p.problem NOT IN ('not_an_image', 'excluded')))
        || jsonb_strip_nulls((
            SELECT jsonb_build_object(
                'folders_left_out', nullif(count(*) FILTER (WHERE p.byte_size IS NULL), 0),
                'files_left_out', nullif(count(p.byte_size), 0),
                'images_left_out', nullif(left_out, 0))
            FROM lookalike_internal.scan_problem p
            WHERE p.collection_id = finish_scan.collection_id AND p.problem = 'excluded'))
    INTO counted
    FROM lookalike_internal.image i WHERE i.collection_id = finish_scan.collection_id;

    UPDATE lookalike_internal.run r
    SET state = 'finished', finished_at = clock_timestamp(), counts = counted
    WHERE r.run_id = finish_scan.run_id;
    DROP TABLE pg_temp.walked_file, pg_temp.scanned_image, pg_temp.scanned_page, pg_temp.scanned_problem, pg_temp.seen_problem;
    PERFORM lookalike_internal.record_run(run_id);
    PERFORM lookalike_internal.release_stage_lock('scan', finish_scan.collection_id);
    RETURN counted;
END
$$;
COMMENT ON FUNCTION lookalike_internal.finish_scan(bigint, integer) IS
    'Ends a scan: tells moved images from missing ones and from those that a pattern leaves out, deletes problems '
    'that are gone, logs the run, and returns the counts.';
