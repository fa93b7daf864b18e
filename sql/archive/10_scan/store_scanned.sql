CREATE OR REPLACE FUNCTION lookalike_internal.store_scanned(
    run_id bigint, collection_id integer, method_id integer, batch integer
) RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    -- For the reason given in select_files_to_read.
    SET enable_seqscan = off
    SET enable_bitmapscan = off
    SET enable_hashjoin = off
    SET enable_mergejoin = off
    SET enable_material = off
AS $$
#variable_conflict use_column
BEGIN
    INSERT INTO pg_temp.scanned_problem (path, problem, message, is_scanned, byte_size, modified_at)
    SELECT w.path, w.problem, w.message, w.is_scanned, w.byte_size, w.modified_at
    FROM pg_temp.walked_problem w WHERE w.batch = store_scanned.batch;
    PERFORM lookalike_internal.set_changed_aside(collection_id);

    INSERT INTO lookalike_internal.image AS i (
        collection_id, path, byte_size, modified_at, sha256, pixel_digest, format, width, height,
        mode, frame_count, is_lossless, captured_at, camera, software, creator, copyright_notice,
        credit_line, usage_terms, rights_url, metadata, not_compared, first_seen_run_id, changed_run_id)
    SELECT store_scanned.collection_id, s.path, s.byte_size, s.modified_at, s.sha256,
           s.pixel_digest, s.format, s.width, s.height, s.mode, s.frame_count, s.is_lossless,
           s.captured_at, s.camera, s.software, s.creator, s.copyright_notice, s.credit_line,
           s.usage_terms, s.rights_url, s.metadata, s.not_compared, store_scanned.run_id, store_scanned.run_id
    FROM pg_temp.scanned_image s
    ORDER BY s.path
    ON CONFLICT (collection_id, path) DO UPDATE SET
        byte_size = excluded.byte_size, modified_at = excluded.modified_at,
        sha256 = excluded.sha256, pixel_digest = excluded.pixel_digest, format = excluded.format,
        width = excluded.width, height = excluded.height, mode = excluded.mode,
        frame_count = excluded.frame_count, is_lossless = excluded.is_lossless,
        captured_at = excluded.captured_at, camera = excluded.camera,
        software = excluded.software, creator = excluded.creator,
        copyright_notice = excluded.copyright_notice, credit_line = excluded.credit_line,
        usage_terms = excluded.usage_terms, rights_url = excluded.rights_url,
        metadata = excluded.metadata, not_compared = excluded.not_compared, missing_since = NULL,
        -- A file that was only touched has the same content: there is nothing to match again.
        changed_run_id = CASE WHEN i.sha256 = excluded.sha256 THEN i.changed_run_id
                              ELSE excluded.changed_run_id END;

    -- Other libraries may decode the same bytes differently.
    INSERT INTO lookalike_internal.fingerprint AS f (
        image_id, region, method_id, phash, phash_256, phash_flips, quality, x, y, width, height)
    SELECT i.image_id, r.region, store_scanned.method_id, r.phash, r.phash_256, r.phash_flips, r.quality,
           r.x, r.y, r.width, r.height
    FROM pg_temp.scanned_image s
    JOIN lookalike_internal.image i
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

    -- The picture no longer has a border.
    DELETE FROM lookalike_internal.fingerprint f
    USING pg_temp.scanned_image s, lookalike_internal.image i
    WHERE i.collection_id = store_scanned.collection_id AND i.path = s.path
      AND f.image_id = i.image_id AND f.region = 'content' AND s.content_phash IS NULL;

    DELETE FROM lookalike_internal.page p
    USING pg_temp.scanned_image s, lookalike_internal.image i
    WHERE i.collection_id = store_scanned.collection_id AND i.path = s.path AND p.image_id = i.image_id;
    INSERT INTO lookalike_internal.page (image_id, page, width, height, phash, phash_256, quality)
    SELECT i.image_id, s.page, s.width, s.height, s.phash, s.phash_256, s.quality
    FROM pg_temp.scanned_page s
    JOIN lookalike_internal.image i
      ON i.collection_id = store_scanned.collection_id AND i.path = s.path
    ORDER BY i.image_id, s.page;

    -- The image was overwritten by something that is not an image.
    UPDATE lookalike_internal.image i
    SET missing_since = clock_timestamp()
    FROM pg_temp.scanned_problem s
    WHERE i.collection_id = store_scanned.collection_id AND i.path = s.path
      AND NOT s.is_scanned AND i.missing_since IS NULL AND NOT lookalike_internal.is_passing(s.problem);

    -- A file that was read again has only the problems found now.
    DELETE FROM lookalike_internal.scan_problem p
    USING (SELECT s.path FROM pg_temp.scanned_image s
           UNION SELECT s.path FROM pg_temp.scanned_problem s WHERE NOT s.is_scanned) t
    WHERE p.collection_id = store_scanned.collection_id AND p.path = t.path
      AND NOT EXISTS (SELECT FROM pg_temp.scanned_problem s
                      WHERE s.path = p.path AND s.problem = p.problem)
      AND NOT EXISTS (SELECT FROM pg_temp.seen_problem s
                      WHERE s.path = p.path AND s.problem = p.problem);

    INSERT INTO lookalike_internal.scan_problem AS p (
        collection_id, path, problem, message, is_scanned, byte_size, modified_at, first_seen_run_id, method_id)
    SELECT store_scanned.collection_id, s.path, s.problem, s.message, s.is_scanned, s.byte_size,
           s.modified_at, store_scanned.run_id, store_scanned.method_id
    FROM pg_temp.scanned_problem s
    ORDER BY s.path, s.problem
    ON CONFLICT (collection_id, path, problem) DO UPDATE SET
        message = excluded.message, is_scanned = excluded.is_scanned,
        byte_size = excluded.byte_size, modified_at = excluded.modified_at, method_id = excluded.method_id
    WHERE (p.message, p.is_scanned, p.byte_size, p.modified_at, p.method_id)
        IS DISTINCT FROM (excluded.message, excluded.is_scanned, excluded.byte_size, excluded.modified_at, excluded.method_id);

    INSERT INTO pg_temp.seen_problem (path, problem)
    SELECT s.path, s.problem FROM pg_temp.scanned_problem s
    ON CONFLICT (path, problem) DO NOTHING;
    PERFORM lookalike_internal.record_changed_bytes(collection_id);

    -- Last, because a session that stores the same picture waits here until this one ends. All take them in one order.
    INSERT INTO lookalike_internal.thumbnail (pixel_digest, jpeg, width, height)
    SELECT DISTINCT ON (s.pixel_digest) s.pixel_digest, s.thumbnail, s.thumbnail_width, s.thumbnail_height
    FROM pg_temp.scanned_image s
    WHERE s.thumbnail IS NOT NULL
    ORDER BY s.pixel_digest, s.path
    ON CONFLICT (pixel_digest) DO NOTHING;
    TRUNCATE pg_temp.scanned_image, pg_temp.scanned_page, pg_temp.scanned_problem;
    PERFORM lookalike_internal.analyze_if_grown('lookalike_internal.image');
    PERFORM lookalike_internal.analyze_if_grown('lookalike_internal.fingerprint');
    PERFORM lookalike_internal.analyze_if_grown('lookalike_internal.page');
    PERFORM lookalike_internal.analyze_if_grown('lookalike_internal.thumbnail');
    PERFORM lookalike_internal.analyze_if_grown('lookalike_internal.scan_problem');
END
$$;
COMMENT ON FUNCTION lookalike_internal.store_scanned(bigint, integer, integer, integer) IS
    'Stores the results of a batch: images with their fingerprints and thumbnails, and the problems of the walk and of reading.';
