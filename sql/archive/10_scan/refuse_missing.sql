CREATE OR REPLACE FUNCTION lookalike_internal.describe_volume(
    path text, mount_point text, file_system text, source text, mount_point_now text, file_system_now text, source_now text
) RETURNS text
    LANGUAGE sql STABLE
    SET search_path = pg_catalog, pg_temp
RETURN format('%s was on the %s file system that was mounted at "%s" (%s). %s',
              CASE path WHEN '.' THEN 'The folder' ELSE format('The folder "%s"', path) END,
              file_system, mount_point, source,
              CASE WHEN mount_point_now IS NULL THEN 'Nothing is mounted there now.'
                   ELSE format('It is on the %s file system that is mounted at "%s" (%s) now.',
                               file_system_now, mount_point_now, source_now) END);
COMMENT ON FUNCTION lookalike_internal.describe_volume(text, text, text, text, text, text, text) IS
    'Says in words which volume a folder was on, and which it is on now.';

-- Which volumes are not what they were. A volume is known by where it is mounted and by its kind: devices change their
-- numbers and names from one start of the machine to the next.
CREATE OR REPLACE FUNCTION lookalike_internal.find_lost_volumes(collection_id integer)
    RETURNS TABLE (path text, description text)
    LANGUAGE plpgsql STABLE
    SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    SELECT v.path,
           lookalike_internal.describe_volume(v.path, v.mount_point, v.file_system, v.source,
                                              s.mount_point, s.file_system, s.source)
    FROM lookalike_internal.collection_volume v
    LEFT JOIN pg_temp.seen_volume s ON s.path = v.path
    WHERE v.collection_id = find_lost_volumes.collection_id
      AND (v.mount_point, v.file_system) IS DISTINCT FROM (s.mount_point, s.file_system)
      -- Without any, the system did not tell its volumes.
      AND EXISTS (SELECT FROM pg_temp.seen_volume);
END
$$;
COMMENT ON FUNCTION lookalike_internal.find_lost_volumes(integer) IS
    'The volumes of a collection that are no longer mounted where they were at its last finished scan, each with words on it.';

CREATE OR REPLACE FUNCTION lookalike_internal.describe_volumes(collection_id integer) RETURNS text
    LANGUAGE sql STABLE
    SET search_path = pg_catalog, pg_temp
RETURN (SELECT string_agg(l.description, ' ' ORDER BY l.path)
        FROM (SELECT f.path, f.description FROM lookalike_internal.find_lost_volumes(collection_id) f
              ORDER BY f.path LIMIT 3) l);
COMMENT ON FUNCTION lookalike_internal.describe_volumes(integer) IS
    'Words on the first volumes of a collection that are no longer mounted where they were; null if there are no such volumes.';

-- Files that people delete go one by one, or a few at a time. Where many go at once, a disk or share is more likely not
-- there, and to believe the scan would take the classes and decisions of all these images out of sight. So a scan stops if
--   - no image is left, however many there were;
--   - a volume is not what it was, and any image that lay on it is gone;
--   - a whole top folder is gone, of missing_images images or more: that is where shares are mounted;
--   - more than the share missing_share of all images is gone, and missing_images images or more.
-- docs/decisions/0037-a-scan-does-not-believe-a-sudden-absence.md
CREATE OR REPLACE FUNCTION lookalike_internal.refuse_missing(run_id bigint, collection_id integer) RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    few integer := lookalike.get_setting('missing_images');
    share numeric := lookalike.get_setting('missing_share');
    this_collection text := (SELECT c.name FROM lookalike_internal.collection c
                             WHERE c.collection_id = refuse_missing.collection_id);
    lost bigint := (SELECT count(*) FROM pg_temp.newly_missing);
    kept bigint;
    has_lost_volume boolean;
    whole_folders text;
    folders text;
    examples text;
BEGIN
    IF lost = 0 OR lookalike_internal.accepts_missing(run_id) THEN
        RETURN;
    END IF;
    has_lost_volume := EXISTS (
        SELECT FROM lookalike_internal.find_lost_volumes(collection_id) l
        JOIN pg_temp.newly_missing v ON l.path = '.' OR starts_with(v.path, l.path || '/'));
    WITH gone AS (
        SELECT split_part(v.path, '/', 1) AS name, count(*) AS lost
        FROM pg_temp.newly_missing v WHERE v.path LIKE '%/%' GROUP BY 1
    ), there AS MATERIALIZED (
        SELECT CASE WHEN i.path LIKE '%/%' THEN split_part(i.path, '/', 1) END AS name, count(*) AS kept
        FROM lookalike_internal.present_image i JOIN pg_temp.walked_file w ON w.path = i.path
        WHERE i.collection_id = refuse_missing.collection_id GROUP BY 1
    ), top AS MATERIALIZED (
        SELECT g.name, g.lost, t.kept IS NULL AND g.lost >= few AS is_whole
        FROM gone g LEFT JOIN there t ON t.name = g.name
    ), whole AS (
        SELECT t.name, t.lost FROM top t WHERE t.is_whole
    )
    SELECT (SELECT string_agg(format('"%s" (%s)', w.name, w.lost), ', ' ORDER BY w.lost DESC, w.name)
            FROM (SELECT * FROM whole ORDER BY lost DESC, name LIMIT 5) w)
           || (SELECT CASE WHEN count(*) > 5 THEN format(' and %s more', count(*) - 5) ELSE '' END FROM whole),
           (SELECT string_agg(format('"%s" (%s)', f.name, f.lost), ', ' ORDER BY f.lost DESC, f.name)
            FROM (SELECT * FROM top ORDER BY lost DESC, name LIMIT 5) f)
           || (SELECT CASE WHEN count(*) > 5 THEN format(' and %s more', count(*) - 5) ELSE '' END FROM top),
           (SELECT coalesce(sum(t.kept), 0) FROM there t)
    INTO whole_folders, folders, kept;
    IF kept > 0 AND NOT has_lost_volume AND whole_folders IS NULL
       AND (lost < few OR lost <= share * (lost + kept)) THEN
        RETURN;
    END IF;
    SELECT string_agg(format('"%s"', e.path), ', ' ORDER BY e.path) INTO examples
    FROM (SELECT v.path FROM pg_temp.newly_missing v ORDER BY v.path LIMIT 3) e;
    RAISE EXCEPTION '% of % images of collection "%" are gone', lost, lost + kept, this_collection
        USING ERRCODE = 'no_data_found',
              DETAIL = concat_ws(' ',
                  lookalike_internal.describe_volumes(collection_id),
                  CASE WHEN whole_folders IS NOT NULL THEN format('No image is left in the folders %s.', whole_folders)
                       WHEN folders IS NOT NULL THEN format('Images are gone from the folders %s.', folders) END,
                  format('Examples: %s.', examples),
                  'No image was marked as missing.'),
              HINT = 'Check that every share and disk is mounted, then scan again. If the files are meant to be gone, scan with --accept-missing.';
END
$$;
COMMENT ON FUNCTION lookalike_internal.refuse_missing(bigint, integer) IS
    'Raises an error if so many of the images in pg_temp.newly_missing are gone at once that a share or disk is probably not mounted, unless people accept that.';

CREATE OR REPLACE FUNCTION lookalike_internal.refuse_scan(run_id bigint) RETURNS void
    LANGUAGE sql
    SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    UPDATE lookalike_internal.run r SET state = 'refused', finished_at = clock_timestamp()
    WHERE r.run_id = refuse_scan.run_id AND r.state = 'running';
END;
COMMENT ON FUNCTION lookalike_internal.refuse_scan(bigint) IS
    'Ends a scan that stopped because many images were gone. It stored nothing, so there is nothing to resume.';
