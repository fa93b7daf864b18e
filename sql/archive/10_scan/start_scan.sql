-- A scan, as the loader calls it:
--   start_scan -> for each batch of the walk: COPY into walked_file and walked_problem -> compare_walk
--   -> for each batch: select_files_to_read, COPY into scanned_image, scanned_page and scanned_problem, store_scanned
--   -> finish_scan.
-- Nothing is stored before the whole walk is compared with what is known.
-- The staging tables are temporary and belong to the scanning session.

CREATE OR REPLACE FUNCTION lookalike_internal.start_scan(
    name text, root text, limits jsonb, algorithm text, parameters jsonb, libraries jsonb
) RETURNS TABLE (run_id bigint, collection_id integer, method_id integer, resumed boolean, retry boolean)
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    SET client_min_messages = warning
AS $$
#variable_conflict use_column
DECLARE
    this_collection integer := lookalike_internal.add_collection(name, root);
    this_run bigint;
    this_method integer;
    this_settings jsonb;
    last_settings jsonb;
    was_running boolean := true;
BEGIN
    IF NOT lookalike_internal.take_stage_lock('scan', this_collection) THEN
        RAISE EXCEPTION 'collection "%" is being scanned, or its files are being moved',
            (SELECT c.name FROM lookalike_internal.collection c WHERE c.collection_id = this_collection)
            USING ERRCODE = 'object_in_use',
                  DETAIL = lookalike_internal.describe_stage_lock('scan', this_collection),
                  HINT = lookalike_internal.free_stage_lock('scan', this_collection);
    END IF;

    INSERT INTO lookalike_internal.fingerprint_method AS m (algorithm, parameters, libraries)
    VALUES (start_scan.algorithm, start_scan.parameters, start_scan.libraries)
    ON CONFLICT ON CONSTRAINT fingerprint_method_key DO NOTHING;
    SELECT m.method_id INTO this_method FROM lookalike_internal.fingerprint_method m
    WHERE m.algorithm = start_scan.algorithm
      AND m.parameters = start_scan.parameters AND m.libraries = start_scan.libraries;

    this_settings := jsonb_build_object('limits', limits, 'method_id', this_method);
    SELECT r.settings INTO last_settings FROM lookalike_internal.run r
    WHERE r.collection_id = this_collection AND r.stage = 'scan' AND r.state = 'finished'
    ORDER BY r.run_id DESC LIMIT 1;
    UPDATE lookalike_internal.run r SET settings = this_settings
    WHERE r.collection_id = this_collection AND r.stage = 'scan' AND r.state = 'running'
    RETURNING r.run_id INTO this_run;
    IF NOT FOUND THEN
        was_running := false;
        INSERT INTO lookalike_internal.run (stage, collection_id, settings)
        VALUES ('scan', this_collection, this_settings)
        RETURNING lookalike_internal.run.run_id INTO this_run;
    END IF;

    DROP TABLE IF EXISTS pg_temp.walked_file, pg_temp.walked_problem, pg_temp.seen_volume, pg_temp.gone, pg_temp.left_out,
                         pg_temp.scanned_image, pg_temp.scanned_page, pg_temp.scanned_problem, pg_temp.seen_problem;
    CREATE TEMP TABLE walked_file (
        batch integer NOT NULL,
        path text COLLATE "C" NOT NULL,
        byte_size bigint NOT NULL,
        modified_at timestamptz NOT NULL
    );
    CREATE INDEX ON pg_temp.walked_file (batch);
    CREATE TEMP TABLE walked_problem (
        batch integer NOT NULL,
        path text COLLATE "C" NOT NULL,
        problem text NOT NULL,
        message text NOT NULL,
        is_scanned boolean NOT NULL,
        byte_size bigint,
        modified_at timestamptz
    );
    CREATE INDEX ON pg_temp.walked_problem (batch);
    CREATE TEMP TABLE seen_volume (
        path text COLLATE "C" NOT NULL, device numeric NOT NULL, inode numeric NOT NULL,
        mount_point text NOT NULL, file_system text NOT NULL, source text NOT NULL,
        PRIMARY KEY (path)
    );
    CREATE TEMP TABLE scanned_image (
        path text COLLATE "C", byte_size bigint, modified_at timestamptz,
        sha256 bytea, pixel_digest bytea, format text, width integer, height integer, mode text,
        frame_count integer, is_lossless boolean, captured_at timestamptz, camera text, software text,
        creator text, copyright_notice text, credit_line text, usage_terms text, rights_url text,
        metadata jsonb, phash bit(64), phash_256 bit(256), phash_flips bit(192), quality real,
        -- Of the picture within a border; null where there is no border.
        content_x integer, content_y integer, content_width integer, content_height integer,
        content_phash bit(64), content_phash_256 bit(256), content_quality real,
        not_compared text,
        -- Null where the scan makes no thumbnails.
        thumbnail bytea, thumbnail_width integer, thumbnail_height integer
    );
    CREATE TEMP TABLE scanned_page (
        path text COLLATE "C", page integer, width integer, height integer,
        phash bit(64), phash_256 bit(256), quality real
    );
    CREATE TEMP TABLE scanned_problem (
        path text COLLATE "C", problem text, message text, is_scanned boolean,
        byte_size bigint, modified_at timestamptz
    );
    -- The problems of all batches, for the end of the scan.
    CREATE TEMP TABLE seen_problem (
        path text COLLATE "C" NOT NULL, problem text NOT NULL,
        PRIMARY KEY (path, problem)
    );
    RETURN QUERY SELECT this_run, this_collection, this_method, was_running,
                        -- Which files are left out or may vanish says nothing about how the others are read.
                        coalesce((last_settings->'limits') - '{exclude,accept_missing,thumbnails}'::text[]
                                 <> limits - '{exclude,accept_missing,thumbnails}'::text[], false);
END
$$;
COMMENT ON FUNCTION lookalike_internal.start_scan(text, text, jsonb, text, jsonb, jsonb) IS
    'Starts or resumes the scan of a folder: locks the collection for this session and '
    'makes the staging tables. Returns in retry whether the limits differ from those of '
    'the last scan, so that files that failed because of limits must be read again.';
