CREATE OR REPLACE FUNCTION lookalike_internal.is_passing(problem text) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN problem IN ('excluded', 'unreadable', 'out_of_memory', 'changed_during_scan', 'vanished', 'decoder_crash');
COMMENT ON FUNCTION lookalike_internal.is_passing(text) IS
    'Whether a scan problem may pass although the file does not change, so that it says nothing about the content.';

-- A broken file may be whole to another decoder, and what is no image to one is an image to another.
CREATE OR REPLACE FUNCTION lookalike_internal.rests_on_decoder(problem text) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN problem IN ('not_an_image', 'unidentified', 'truncated', 'corrupt', 'unsupported', 'decompression_bomb', 'decoder_timeout');
COMMENT ON FUNCTION lookalike_internal.rests_on_decoder(text) IS
    'Whether a file with this scan problem is read again when the libraries that decode files have changed.';

CREATE OR REPLACE FUNCTION lookalike_internal.has_broken_frames(not_compared text) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN not_compared LIKE '%frames that cannot be read%';
COMMENT ON FUNCTION lookalike_internal.has_broken_frames(text) IS
    'Whether an image has frames that could not be decoded, of all that was not compared; another decoder may read them.';

CREATE OR REPLACE FUNCTION lookalike_internal.select_files_to_read(
    collection_id integer, batch integer, retry boolean
)
    RETURNS TABLE (path text, byte_size bigint, modified_at timestamptz)
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    -- Few files meet a table of any size, perhaps without statistics: always use its key.
    SET enable_seqscan = off
    SET enable_bitmapscan = off
    SET enable_hashjoin = off
    SET enable_mergejoin = off
    SET enable_material = off
AS $$
#variable_conflict use_column
DECLARE
    this_settings jsonb := (
        SELECT r.settings FROM lookalike_internal.run r
        WHERE r.collection_id = select_files_to_read.collection_id AND r.stage = 'scan' AND r.state = 'running');
    this_method integer := this_settings->>'method_id';
    adds_thumbnails boolean := coalesce(this_settings->'limits'->>'thumbnails' = 'add', false);
    -- Methods whose digest of pixels means the same as that of this scan. Other libraries do not count.
    comparable integer[] := (
        SELECT array_agg(m.method_id)
        FROM lookalike_internal.fingerprint_method m
        JOIN lookalike_internal.fingerprint_method mine
          ON mine.parameters->'pixel_digest' IS NOT DISTINCT FROM m.parameters->'pixel_digest'
        WHERE mine.method_id = this_method);
BEGIN
    RETURN QUERY
    SELECT w.path, w.byte_size, w.modified_at
    FROM pg_temp.walked_file w
    WHERE w.batch = select_files_to_read.batch
      AND NOT EXISTS (
          SELECT FROM lookalike_internal.present_image i
          JOIN lookalike_internal.fingerprint f ON f.image_id = i.image_id AND f.region = 'full'
          WHERE i.collection_id = select_files_to_read.collection_id AND i.path = w.path
            AND i.byte_size = w.byte_size AND i.modified_at = w.modified_at
            AND f.method_id = ANY (comparable)
            AND NOT (f.method_id <> this_method AND coalesce(lookalike_internal.has_broken_frames(i.not_compared), false))
            AND NOT (adds_thumbnails AND NOT EXISTS (
                SELECT FROM lookalike_internal.thumbnail t WHERE t.pixel_digest = i.pixel_digest)))
      AND NOT EXISTS (
          SELECT FROM lookalike_internal.scan_problem p
          WHERE p.collection_id = select_files_to_read.collection_id AND p.path = w.path
            AND NOT p.is_scanned
            AND p.byte_size = w.byte_size AND p.modified_at = w.modified_at
            AND NOT lookalike_internal.is_passing(p.problem)
            AND NOT (lookalike_internal.rests_on_decoder(p.problem) AND p.method_id IS DISTINCT FROM this_method)
            AND NOT (retry AND p.problem IN ('decompression_bomb', 'decoder_timeout')));
END
$$;
COMMENT ON FUNCTION lookalike_internal.select_files_to_read(integer, integer, boolean) IS
    'The files of a batch of the walk that are new, have changed since they were last read, were read when the digest of '
    'pixels meant something else, had a problem that may pass, or could not be decoded by other libraries; with retry, also '
    'the files that failed because of limits; and if the scan adds thumbnails, the images that have no thumbnail.';
