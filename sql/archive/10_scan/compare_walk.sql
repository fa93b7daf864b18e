-- Between the walk and the reading: what is gone is known before anything is stored.
CREATE OR REPLACE FUNCTION lookalike_internal.compare_walk(run_id bigint, collection_id integer, volumes jsonb) RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
BEGIN
    INSERT INTO pg_temp.seen_volume (path, device, inode, mount_point, file_system, source)
    SELECT v.path, v.device, v.inode, v.mount_point, v.file_system, v.source
    FROM jsonb_to_recordset(volumes) AS v (
        path text, device numeric, inode numeric, mount_point text, file_system text, source text);
    CREATE UNIQUE INDEX ON pg_temp.walked_file (path);
    ANALYZE pg_temp.walked_file, pg_temp.walked_problem;
    PERFORM lookalike_internal.refuse_no_file(run_id, collection_id);

    -- Images that are no longer where they were. Images in a folder that could not be read this
    -- time do not count as missing.
    CREATE TEMP TABLE unread_folder ON COMMIT DROP AS
    SELECT w.path FROM pg_temp.walked_problem w WHERE w.problem = 'unreadable' AND w.byte_size IS NULL;
    ANALYZE pg_temp.unread_folder;
    CREATE TEMP TABLE gone AS
    SELECT i.image_id, i.path, i.byte_size, i.modified_at, i.sha256, i.missing_since
    FROM lookalike_internal.image i
    WHERE i.collection_id = compare_walk.collection_id
      AND NOT EXISTS (SELECT FROM pg_temp.walked_file w WHERE w.path = i.path)
      AND NOT EXISTS (SELECT FROM pg_temp.unread_folder u
                      WHERE u.path = '.' OR starts_with(i.path, u.path || '/'));
    DROP TABLE pg_temp.unread_folder;
    ANALYZE pg_temp.gone;

    -- An image that a pattern leaves out may be there still: it has not moved, and it is not missed.
    CREATE TEMP TABLE left_out AS
    SELECT DISTINCT g.image_id, g.missing_since
    FROM pg_temp.gone g
    CROSS JOIN LATERAL unnest(lookalike_internal.places_of(g.path)) AS p (place)
    JOIN pg_temp.walked_problem w ON w.path = p.place AND w.problem = 'excluded';
    DELETE FROM pg_temp.gone g USING pg_temp.left_out l WHERE l.image_id = g.image_id;

    CREATE TEMP TABLE newly_missing ON COMMIT DROP AS
    SELECT g.image_id, g.path, g.byte_size, g.modified_at
    FROM pg_temp.gone g
    WHERE g.missing_since IS NULL;
    ANALYZE pg_temp.newly_missing;
    IF EXISTS (SELECT FROM pg_temp.newly_missing) THEN
        PERFORM lookalike_internal.drop_moved(collection_id);
        PERFORM lookalike_internal.refuse_missing(run_id, collection_id);
    END IF;
    DROP TABLE pg_temp.newly_missing;
END
$$;
COMMENT ON FUNCTION lookalike_internal.compare_walk(bigint, integer, jsonb) IS
    'Finds which images of a collection the walk did not find, or left out by a pattern. Raises an error if so many are gone at once that a share or disk is probably not mounted.';

CREATE OR REPLACE FUNCTION lookalike_internal.accepts_missing(run_id bigint) RETURNS boolean
    LANGUAGE sql STABLE
    SET search_path = pg_catalog, pg_temp
RETURN (SELECT coalesce((r.settings #>> '{limits,accept_missing}')::boolean, false)
        FROM lookalike_internal.run r WHERE r.run_id = accepts_missing.run_id);
COMMENT ON FUNCTION lookalike_internal.accepts_missing(bigint) IS
    'Whether people said that the files which a scan misses are meant to be gone (--accept-missing).';

CREATE OR REPLACE FUNCTION lookalike_internal.refuse_no_file(run_id bigint, collection_id integer) RETURNS void
    LANGUAGE plpgsql STABLE
    SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    this lookalike_internal.collection;
BEGIN
    IF EXISTS (SELECT FROM pg_temp.walked_file)
       OR NOT EXISTS (SELECT FROM lookalike_internal.present_image i
                      WHERE i.collection_id = refuse_no_file.collection_id) THEN
        RETURN;
    END IF;
    SELECT * INTO this FROM lookalike_internal.collection c WHERE c.collection_id = refuse_no_file.collection_id;
    IF EXISTS (SELECT FROM pg_temp.walked_problem w WHERE w.problem = 'excluded') THEN
        RAISE EXCEPTION 'every file in the folder of collection "%" is left out', this.name
            USING ERRCODE = 'no_data_found',
                  DETAIL = format('It held images at the last scan. The exclude patterns leave out all that is in "%s" now. Nothing was changed.',
                                  this.root),
                  HINT = 'Give other patterns, and check that the share is mounted. Then scan again.';
    END IF;
    -- A folder that held images is empty: a share is probably not mounted.
    IF NOT lookalike_internal.accepts_missing(run_id) THEN
        RAISE EXCEPTION 'no file found in the folder of collection "%"', this.name
            USING ERRCODE = 'no_data_found',
                  DETAIL = concat_ws(' ', format('The folder "%s" is empty, but it held images at the last scan.', this.root),
                                     lookalike_internal.describe_volumes(collection_id), 'Nothing was changed.'),
                  HINT = 'Check that the share is mounted, then scan again. If all files are meant to be gone, scan with --accept-missing.';
    END IF;
END
$$;
COMMENT ON FUNCTION lookalike_internal.refuse_no_file(bigint, integer) IS
    'Raises an error if the walk found no file in a folder that held images.';

-- A renamed folder is no loss. Which bytes a new file has is not known before it is read, but its size and its time or name are.
CREATE OR REPLACE FUNCTION lookalike_internal.drop_moved(collection_id integer) RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    SET enable_nestloop = off  -- nothing tells the planner how many pairs there are
AS $$
#variable_conflict use_column
BEGIN
    CREATE TEMP TABLE unknown_file ON COMMIT DROP AS
    SELECT w.path, w.byte_size, w.modified_at
    FROM pg_temp.walked_file w
    WHERE w.byte_size IN (SELECT v.byte_size FROM pg_temp.newly_missing v)
      AND NOT EXISTS (SELECT FROM lookalike_internal.image i
                      WHERE i.collection_id = drop_moved.collection_id AND i.path = w.path)
      AND NOT EXISTS (SELECT FROM lookalike_internal.scan_problem p
                      WHERE p.collection_id = drop_moved.collection_id AND p.path = w.path AND NOT p.is_scanned);
    ANALYZE pg_temp.unknown_file;
    WITH old AS (
        SELECT v.path, v.byte_size, v.modified_at,
               row_number() OVER (PARTITION BY v.byte_size, v.modified_at ORDER BY v.path) AS nth
        FROM pg_temp.newly_missing v
    ), new AS (
        SELECT u.path, u.byte_size, u.modified_at,
               row_number() OVER (PARTITION BY u.byte_size, u.modified_at ORDER BY u.path) AS nth
        FROM pg_temp.unknown_file u
    ), moved AS (
        SELECT old.path, new.path AS new_path FROM old JOIN new USING (byte_size, modified_at, nth)
    ), used AS (
        DELETE FROM pg_temp.unknown_file u USING moved m WHERE u.path = m.new_path
    )
    DELETE FROM pg_temp.newly_missing v USING moved m WHERE v.path = m.path;
    WITH old AS (
        SELECT v.path, v.byte_size, substring(v.path FROM '[^/]*$') AS name,
               row_number() OVER (PARTITION BY v.byte_size, substring(v.path FROM '[^/]*$') ORDER BY v.path) AS nth
        FROM pg_temp.newly_missing v
    ), new AS (
        SELECT u.byte_size, substring(u.path FROM '[^/]*$') AS name,
               row_number() OVER (PARTITION BY u.byte_size, substring(u.path FROM '[^/]*$') ORDER BY u.path) AS nth
        FROM pg_temp.unknown_file u
    ), moved AS (
        SELECT old.path FROM old JOIN new USING (byte_size, name, nth)
    )
    DELETE FROM pg_temp.newly_missing v USING moved m WHERE v.path = m.path;
    DROP TABLE pg_temp.unknown_file;
END
$$;
COMMENT ON FUNCTION lookalike_internal.drop_moved(integer) IS
    'Takes images out of the missing ones for which there is a new file of the same size, and of the same time or name.';
