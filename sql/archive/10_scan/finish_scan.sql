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
    ANALYZE pg_temp.seen_problem;
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

    -- compare_walk took files of the same name and size for images that have moved. Their bytes may be others.
    CREATE TEMP TABLE newly_missing ON COMMIT DROP AS
    SELECT g.image_id, g.path
    FROM pg_temp.gone g
    WHERE g.missing_since IS NULL AND NOT EXISTS (SELECT FROM pg_temp.moved m WHERE m.image_id = g.image_id);
    PERFORM lookalike_internal.refuse_missing(run_id, collection_id);
    UPDATE lookalike_internal.image i
    SET missing_since = clock_timestamp()
    FROM pg_temp.newly_missing v
    WHERE i.image_id = v.image_id;
    GET DIAGNOSTICS missed = ROW_COUNT;

    IF (SELECT r.settings->'limits'->>'thumbnails' = 'drop' FROM lookalike_internal.run r WHERE r.run_id = finish_scan.run_id) THEN
        DELETE FROM lookalike_internal.thumbnail t
        USING lookalike_internal.image i
        WHERE i.collection_id = finish_scan.collection_id AND t.pixel_digest = i.pixel_digest;
    END IF;

    -- The volumes of now are those that the next scan expects.
    IF EXISTS (SELECT FROM pg_temp.seen_volume) THEN
        DELETE FROM lookalike_internal.collection_volume v
        WHERE v.collection_id = finish_scan.collection_id
          AND NOT EXISTS (SELECT FROM pg_temp.seen_volume s
                          WHERE (s.path, s.device, s.inode, s.mount_point, s.file_system, s.source)
                              = (v.path, v.device, v.inode, v.mount_point, v.file_system, v.source));
        INSERT INTO lookalike_internal.collection_volume (
            collection_id, path, device, inode, mount_point, file_system, source)
        SELECT finish_scan.collection_id, s.path, s.device, s.inode, s.mount_point, s.file_system, s.source
        FROM pg_temp.seen_volume s
        ON CONFLICT ON CONSTRAINT collection_volume_pkey DO NOTHING;
    END IF;

    DELETE FROM lookalike_internal.scan_problem p
    WHERE p.collection_id = finish_scan.collection_id
      AND NOT EXISTS (SELECT FROM pg_temp.seen_problem s
                      WHERE s.path = p.path AND s.problem = p.problem)
      AND (NOT EXISTS (SELECT FROM pg_temp.walked_file w WHERE w.path = p.path)
           -- Every walk makes its own remarks again.
           OR p.is_scanned)
      AND NOT EXISTS (SELECT FROM pg_temp.walked_problem u
                      WHERE u.problem = 'unreadable' AND u.byte_size IS NULL
                        AND (u.path = '.' OR starts_with(p.path, u.path || '/')));

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
    DROP TABLE pg_temp.walked_file, pg_temp.walked_problem, pg_temp.seen_volume, pg_temp.gone, pg_temp.left_out,
               pg_temp.scanned_image, pg_temp.scanned_page, pg_temp.scanned_problem, pg_temp.seen_problem;
    PERFORM lookalike_internal.record_run(run_id);
    PERFORM lookalike_internal.release_stage_lock('scan', finish_scan.collection_id);
    RETURN counted;
END
$$;
COMMENT ON FUNCTION lookalike_internal.finish_scan(bigint, integer) IS
    'Ends a scan: tells moved images from missing ones and from those that a pattern leaves out, deletes problems '
    'that are gone, remembers the volumes, drops the thumbnails of its pictures if the scan was told so, logs the run, and returns the counts.';
