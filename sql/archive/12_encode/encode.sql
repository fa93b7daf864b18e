-- Encoding, as the loader calls it:
--   start_encoding -> for each page: read_unencoded, COPY into pg_temp.encoded and pg_temp.found_panel,
--   store_encoded -> finish_encoding.

CREATE OR REPLACE FUNCTION lookalike_internal.start_encoding(OUT run_id bigint, OUT waiting bigint)
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    SET client_min_messages = warning
AS $$
#variable_conflict use_column
BEGIN
    PERFORM lookalike_internal.lock_stage('encode', 'session');
    run_id := lookalike_internal.start_run('encode', '{}');
    DELETE FROM lookalike_internal.local_code l
    WHERE NOT EXISTS (SELECT FROM lookalike_internal.image i WHERE i.pixel_digest = l.pixel_digest);
    DELETE FROM lookalike_internal.panel p
    WHERE NOT EXISTS (SELECT FROM lookalike_internal.image i WHERE i.pixel_digest = p.pixel_digest);
    SELECT count(DISTINCT i.pixel_digest) INTO waiting
    FROM lookalike_internal.image i
    JOIN lookalike_internal.fingerprint f ON f.image_id = i.image_id AND f.region = 'full'
    WHERE i.missing_since IS NULL AND f.quality >= lookalike.get_setting('low_quality')::real
      AND NOT EXISTS (SELECT FROM lookalike_internal.local_code l WHERE l.pixel_digest = i.pixel_digest AND l.panel = 0);
    DROP TABLE IF EXISTS pg_temp.encoded, pg_temp.found_panel;
    CREATE TEMP TABLE encoded (LIKE lookalike_internal.local_code);
    CREATE TEMP TABLE found_panel (LIKE lookalike_internal.panel);
END
$$;
COMMENT ON FUNCTION lookalike_internal.start_encoding() IS
    'Starts encoding for this session, and returns how many pictures wait for it; flat pictures do not.';

CREATE OR REPLACE FUNCTION lookalike_internal.read_unencoded(after bytea, most integer)
    RETURNS TABLE (pixel_digest bytea, root text, path text)
    LANGUAGE sql STABLE
    SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT DISTINCT ON (i.pixel_digest) i.pixel_digest, c.root, i.path
    FROM lookalike_internal.image i
    JOIN lookalike_internal.fingerprint f ON f.image_id = i.image_id AND f.region = 'full'
    JOIN lookalike_internal.collection c ON c.collection_id = i.collection_id
    WHERE i.pixel_digest > after AND i.missing_since IS NULL
      AND f.quality >= lookalike.get_setting('low_quality')::real
      AND NOT EXISTS (SELECT FROM lookalike_internal.local_code l WHERE l.pixel_digest = i.pixel_digest AND l.panel = 0)
    ORDER BY i.pixel_digest, i.collection_id, i.path
    LIMIT most;
END;
COMMENT ON FUNCTION lookalike_internal.read_unencoded(bytea, integer) IS
    'The next pictures without local codes, in the order of their digests, with one file of each.';

CREATE OR REPLACE FUNCTION lookalike_internal.store_encoded() RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    DELETE FROM lookalike_internal.local_code l USING pg_temp.encoded n
    WHERE n.pixel_digest = l.pixel_digest AND n.panel = 0;
    INSERT INTO lookalike_internal.local_code (pixel_digest, panel, codes, points)
    SELECT n.pixel_digest, n.panel, n.codes, n.points FROM pg_temp.encoded n;
    DELETE FROM lookalike_internal.panel p USING pg_temp.encoded n
    WHERE n.pixel_digest = p.pixel_digest AND n.panel = 0;
    INSERT INTO lookalike_internal.panel (pixel_digest, panel, x, y, width, height, phash, phash_256, quality)
    SELECT n.pixel_digest, n.panel, n.x, n.y, n.width, n.height, n.phash, n.phash_256, n.quality
    FROM pg_temp.found_panel n;
    TRUNCATE pg_temp.encoded, pg_temp.found_panel;
END
$$;
COMMENT ON FUNCTION lookalike_internal.store_encoded() IS
    'Stores the codes in pg_temp.encoded and the panels in pg_temp.found_panel, in the place of those that their pictures had.';

CREATE OR REPLACE FUNCTION lookalike_internal.finish_encoding(run_id bigint, unread bigint) RETURNS jsonb
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    counts jsonb;
BEGIN
    PERFORM lookalike_internal.analyze_if_grown('lookalike_internal.local_code');
    SELECT jsonb_build_object('pictures', count(*) FILTER (WHERE l.panel = 0), 'unread', unread) INTO counts
    FROM lookalike_internal.local_code l;
    PERFORM lookalike_internal.finish_run(run_id, counts);
    PERFORM lookalike_internal.release_stage_lock('encode');
    RETURN counts;
END
$$;
COMMENT ON FUNCTION lookalike_internal.finish_encoding(bigint, bigint) IS
    'Ends encoding and returns the counts: pictures with local codes, and files that could not be read.';
