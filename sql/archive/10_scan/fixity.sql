-- Fixity: whether a file still has the bytes that were recorded. A scan reads a file again only if its size or
-- date changed; here files are read whatever their date.
CREATE OR REPLACE VIEW lookalike_internal.fixity_file AS
SELECT i.image_id, 'collection' AS place, c.name AS collection, c.root AS folder, i.path, i.sha256, i.byte_size, i.modified_at
FROM lookalike_internal.image i
JOIN lookalike_internal.collection c ON c.collection_id = i.collection_id
WHERE i.missing_since IS NULL
  -- A file on its way is at one place, the other, or both.
  AND NOT EXISTS (SELECT FROM lookalike_internal.quarantine_item q
                  WHERE q.image_id = i.image_id AND q.state IN ('moving', 'restoring'))
UNION ALL
SELECT q.image_id, 'quarantine', c.name, p.destination,
       substr(q.destination, length(rtrim(p.destination, '/')) + 2), q.sha256, q.byte_size, NULL
FROM lookalike_internal.quarantine_item q
JOIN lookalike_internal.quarantine_plan p ON p.plan_id = q.plan_id
LEFT JOIN lookalike_internal.collection c ON c.collection_id = q.collection_id
WHERE q.state = 'moved';
COMMENT ON VIEW lookalike_internal.fixity_file IS 'The files that have to be there with their bytes: those of present images, and those in quarantine.';
COMMENT ON COLUMN lookalike_internal.fixity_file.image_id IS 'Number of the image.';
COMMENT ON COLUMN lookalike_internal.fixity_file.place IS 'collection or quarantine.';
COMMENT ON COLUMN lookalike_internal.fixity_file.collection IS 'Name of the collection; null if it was forgotten.';
COMMENT ON COLUMN lookalike_internal.fixity_file.folder IS 'Absolute path of the folder of the collection, or of the plan.';
COMMENT ON COLUMN lookalike_internal.fixity_file.path IS 'Path relative to that folder.';
COMMENT ON COLUMN lookalike_internal.fixity_file.sha256 IS 'SHA-256 that the file has to have.';
COMMENT ON COLUMN lookalike_internal.fixity_file.byte_size IS 'Size that it has to have.';
COMMENT ON COLUMN lookalike_internal.fixity_file.modified_at IS 'Modification time at the last scan; null in quarantine.';

CREATE OR REPLACE VIEW lookalike_detail.fixity AS
SELECT f.image_id, f.place, f.collection, f.path, rtrim(f.folder, '/') || '/' || f.path AS location,
       f.byte_size, encode(f.sha256, 'hex') AS sha256, k.checked_at, k.outcome, k.explanation
FROM lookalike_internal.fixity_file f
LEFT JOIN lookalike_internal.fixity_check k ON k.image_id = f.image_id AND k.place = f.place AND k.sha256 = f.sha256;
COMMENT ON VIEW lookalike_detail.fixity IS
    'The files of collections and of quarantine, each with its last fixity check: when it was read again, and whether it had its bytes.';
COMMENT ON COLUMN lookalike_detail.fixity.image_id IS 'Number of the image.';
COMMENT ON COLUMN lookalike_detail.fixity.place IS 'collection or quarantine.';
COMMENT ON COLUMN lookalike_detail.fixity.collection IS 'Collection of the image; null if it was forgotten.';
COMMENT ON COLUMN lookalike_detail.fixity.path IS 'Path relative to the folder of the collection, or of the plan.';
COMMENT ON COLUMN lookalike_detail.fixity.location IS 'Absolute path of the file; bytes that are not UTF-8 are written \xHH.';
COMMENT ON COLUMN lookalike_detail.fixity.byte_size IS 'Size of the file in bytes.';
COMMENT ON COLUMN lookalike_detail.fixity.sha256 IS 'SHA-256 that the file has to have, in hexadecimal.';
COMMENT ON COLUMN lookalike_detail.fixity.checked_at IS 'When it was last read again; null if that never was since a scan recorded these bytes.';
COMMENT ON COLUMN lookalike_detail.fixity.outcome IS 'intact, changed, missing or unreadable; null if it was not read again yet.';
COMMENT ON COLUMN lookalike_detail.fixity.explanation IS 'What was wrong, in words.';

-- Half of the files are those that were not read for the longest time, so that each file has its turn. The other
-- half is drawn from all others, so that nobody knows of a file that it will not be read today.
CREATE OR REPLACE FUNCTION lookalike_internal.draw_fixity_files(files bigint, seed bigint) RETURNS bigint
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    drawn bigint;
BEGIN
    DROP TABLE IF EXISTS pg_temp.fixity_draw;
    CREATE TEMP TABLE fixity_draw AS
    WITH file AS (
        SELECT f.image_id, f.place, f.folder, f.path, k.checked_at, hashint8extended(f.image_id, seed) AS lot
        FROM lookalike_internal.fixity_file f
        LEFT JOIN lookalike_internal.fixity_check k
          ON k.image_id = f.image_id AND k.place = f.place AND k.sha256 = f.sha256
    ), oldest AS (
        SELECT f.* FROM file f ORDER BY f.checked_at NULLS FIRST, f.lot, f.place LIMIT (files + 1) / 2
    ), others AS (
        SELECT f.* FROM file f
        WHERE NOT EXISTS (SELECT FROM oldest o WHERE o.image_id = f.image_id AND o.place = f.place)
        ORDER BY f.lot, f.place LIMIT files / 2
    )
    -- Files that lie together are read together.
    SELECT row_number() OVER (ORDER BY d.folder, d.path COLLATE "C") AS position, d.image_id, d.place
    FROM (SELECT * FROM oldest UNION ALL SELECT * FROM others) d;
    GET DIAGNOSTICS drawn = ROW_COUNT;
    CREATE INDEX ON pg_temp.fixity_draw (position);
    ANALYZE pg_temp.fixity_draw;
    RETURN drawn;
END
$$;
COMMENT ON FUNCTION lookalike_internal.draw_fixity_files(bigint, bigint) IS
    'Draws so many files to be read again, into the temporary table fixity_draw, and returns how many they are. The same seed draws the same files from the same state.';

-- SECURITY DEFINER: roles that read files may not write to the log (docs/decisions/0022-governance-runs-as-owner.md).
-- A check of a file that was moved or scanned again meanwhile says nothing, and is left out.
CREATE OR REPLACE FUNCTION lookalike_internal.store_fixity(checks jsonb) RETURNS TABLE (image_id bigint, place text)
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    this record;
    stored jsonb;
BEGIN
    WITH current AS (
        SELECT c.image_id, c.place, f.sha256, c.outcome, c.explanation
        FROM jsonb_to_recordset(checks) AS c (image_id bigint, place text, path text, sha256 text, outcome text, explanation text)
        -- OFFSET keeps the lookup of each file apart: by its number, and not in all files.
        CROSS JOIN LATERAL (
            SELECT * FROM lookalike_internal.fixity_file f WHERE f.image_id = c.image_id AND f.place = c.place OFFSET 0
        ) f
        WHERE f.path = c.path AND f.sha256 = decode(c.sha256, 'hex')
    ), upserted AS (
        INSERT INTO lookalike_internal.fixity_check AS k (image_id, place, sha256, outcome, explanation)
        SELECT c.image_id, c.place, c.sha256, c.outcome, c.explanation FROM current c
        ORDER BY c.image_id, c.place
        ON CONFLICT (image_id, place) DO UPDATE SET
            sha256 = excluded.sha256, outcome = excluded.outcome, explanation = excluded.explanation,
            checked_at = excluded.checked_at
        RETURNING k.image_id, k.place
    )
    SELECT coalesce(jsonb_agg(u), '[]') INTO stored FROM upserted u;
    FOR this IN
        SELECT f.image_id, f.place, f.collection, f.path, f.sha256, k.outcome, k.explanation
        FROM jsonb_to_recordset(stored) AS s (image_id bigint, place text)
        JOIN lookalike_internal.fixity_check k ON k.image_id = s.image_id AND k.place = s.place AND k.outcome <> 'intact'
        CROSS JOIN LATERAL (
            SELECT * FROM lookalike_internal.fixity_file f WHERE f.image_id = s.image_id AND f.place = s.place OFFSET 0
        ) f
        ORDER BY f.image_id, f.place
    LOOP
        PERFORM lookalike_internal.record_event(
            'check files', session_user, 'image', this.image_id::text,
            jsonb_strip_nulls(jsonb_build_object(
                'place', this.place, 'collection', this.collection, 'path', this.path,
                'sha256', encode(this.sha256, 'hex'), 'outcome', this.outcome, 'explanation', this.explanation)),
            'failure');
    END LOOP;
    RETURN QUERY SELECT s.image_id, s.place FROM jsonb_to_recordset(stored) AS s (image_id bigint, place text);
END
$$;
COMMENT ON FUNCTION lookalike_internal.store_fixity(jsonb) IS
    'Stores the checks of files that were read again, logs an event for each file that was not intact, and returns the checks that count.';

CREATE OR REPLACE FUNCTION lookalike_internal.record_fixity(
    seed bigint, drawn bigint, intact bigint, changed bigint, missing bigint, unreadable bigint, not_read bigint, byte_size bigint
) RETURNS bigint
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
BEGIN
    DELETE FROM lookalike_internal.fixity_check k
    WHERE NOT EXISTS (SELECT FROM lookalike_internal.image i WHERE i.image_id = k.image_id)
      AND NOT EXISTS (SELECT FROM lookalike_internal.quarantine_item q WHERE q.image_id = k.image_id);
    RETURN lookalike_internal.record_event(
        'check files', session_user, detail => jsonb_build_object(
            'seed', seed, 'drawn', drawn, 'intact', intact, 'changed', changed, 'missing', missing,
            'unreadable', unreadable, 'not_read', not_read, 'bytes', byte_size),
        outcome => CASE WHEN changed + missing + unreadable + not_read = 0 THEN 'success' ELSE 'failure' END);
END
$$;
COMMENT ON FUNCTION lookalike_internal.record_fixity(bigint, bigint, bigint, bigint, bigint, bigint, bigint, bigint) IS
    'Logs that files were read again, with what was counted, and returns the number of the event.';

-- A scan that reads a file again for another reason, such as new libraries, may find other bytes under the old size
-- and date. Nobody edited the file: the image stays as it was recorded, until people put the file right, or give it
-- a new date.
CREATE OR REPLACE FUNCTION lookalike_internal.set_changed_aside(collection_id integer) RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
BEGIN
    WITH changed AS (
        DELETE FROM pg_temp.scanned_image s
        USING lookalike_internal.image i
        WHERE i.collection_id = set_changed_aside.collection_id AND i.path = s.path
          AND i.byte_size = s.byte_size AND i.modified_at = s.modified_at AND i.sha256 <> s.sha256
        RETURNING s.path, s.byte_size, s.modified_at, s.sha256, i.sha256 AS recorded
    ), page AS (
        DELETE FROM pg_temp.scanned_page p USING changed c WHERE p.path = c.path
    )
    INSERT INTO pg_temp.scanned_problem (path, problem, message, is_scanned, byte_size, modified_at)
    SELECT c.path, 'changed_bytes',
           format('Its SHA-256 is %s, not %s, but its size and date are as recorded. Restore the file; if the change is meant, give it a new date.',
                  encode(c.sha256, 'hex'), encode(c.recorded, 'hex')),
           true, c.byte_size, c.modified_at
    FROM changed c;
END
$$;
COMMENT ON FUNCTION lookalike_internal.set_changed_aside(integer) IS
    'Takes files whose bytes changed under the same size and date out of the images of a batch, and into its problems.';

CREATE OR REPLACE FUNCTION lookalike_internal.record_changed_bytes(collection_id integer) RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
BEGIN
    PERFORM lookalike_internal.store_fixity(jsonb_agg(jsonb_build_object(
        'image_id', i.image_id, 'place', 'collection', 'path', i.path, 'sha256', encode(i.sha256, 'hex'),
        'outcome', 'changed', 'explanation', s.message)))
    FROM pg_temp.scanned_problem s
    JOIN lookalike_internal.image i ON i.collection_id = record_changed_bytes.collection_id AND i.path = s.path
    WHERE s.problem = 'changed_bytes'
    HAVING count(*) > 0;
END
$$;
COMMENT ON FUNCTION lookalike_internal.record_changed_bytes(integer) IS
    'Stores and logs the changed files that set_changed_aside() found in a batch.';
