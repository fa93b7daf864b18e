-- Foreign fingerprints are compared again if they are new, if an image that they were linked to has changed, and if an image came
-- that is like them. Images that wait for the match are compared after it, with all others.
CREATE OR REPLACE FUNCTION lookalike_internal.match_foreign() RETURNS bigint
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    SET plan_cache_mode = force_custom_plan  -- the planner must see the radius
    SET client_min_messages = warning
AS $$
#variable_conflict use_column
DECLARE
    radius constant integer := lookalike.get_setting('match_radius')::integer;
    threshold constant integer := lookalike.get_setting('match_threshold')::integer;
    low_quality constant real := lookalike.get_setting('low_quality')::real;
    crowd_limit constant integer := lookalike.get_setting('crowd_limit')::integer;
    these_settings constant jsonb := jsonb_build_array(radius, threshold, low_quality, crowd_limit);
    compared bigint;
BEGIN
    IF NOT EXISTS (SELECT FROM lookalike_internal.foreign_collection) THEN
        RETURN 0;
    END IF;
    PERFORM lookalike_internal.lock_stage('foreign');
    IF NOT EXISTS (SELECT FROM lookalike_internal.foreign_state s WHERE s.settings = these_settings) THEN
        UPDATE lookalike_internal.foreign_fingerprint SET is_matched = false WHERE is_matched;
        INSERT INTO lookalike_internal.foreign_state (settings) VALUES (these_settings)
        ON CONFLICT (is_only) DO UPDATE SET settings = excluded.settings;
    END IF;
    PERFORM set_config('enable_seqscan', 'off', true);  -- one hash is looked up at a time
    CREATE TEMP TABLE changed_here ON COMMIT DROP AS
    WITH taken AS (
        DELETE FROM lookalike_internal.unmatched_foreign u
        WHERE NOT EXISTS (SELECT FROM lookalike_internal.unmatched_image w WHERE w.image_id = u.image_id)
        RETURNING u.image_id
    )
    SELECT DISTINCT t.image_id FROM taken t;
    ANALYZE pg_temp.changed_here;
    CREATE TEMP TABLE to_compare ON COMMIT DROP AS
    SELECT f.foreign_collection_id, f.foreign_number FROM lookalike_internal.foreign_fingerprint f WHERE NOT f.is_matched
    UNION
    SELECT m.foreign_collection_id, m.foreign_number
    FROM pg_temp.changed_here h JOIN lookalike_internal.foreign_match m ON m.image_id = h.image_id
    UNION
    SELECT f.foreign_collection_id, f.foreign_number
    FROM pg_temp.changed_here h
    JOIN lookalike_internal.present_image i ON i.image_id = h.image_id
    JOIN lookalike_internal.foreign_fingerprint f ON f.pixel_digest = i.pixel_digest OR f.sha256 = i.sha256
    UNION
    SELECT f.foreign_collection_id, f.foreign_number
    FROM pg_temp.changed_here h
    JOIN lookalike_internal.fingerprint p ON p.image_id = h.image_id AND p.region = 'full'
    JOIN lookalike_internal.foreign_fingerprint f ON lookalike.within(f.phash, p.phash, radius);
    GET DIAGNOSTICS compared = ROW_COUNT;
    ANALYZE pg_temp.to_compare;

    CREATE TEMP TABLE foreign_link ON COMMIT DROP AS
    SELECT l.foreign_collection_id, l.foreign_number, l.image_id, min(l.rank) AS rank
    FROM (
        -- Of images with the same bytes or pixels the first one: all are in one cluster.
        SELECT f.foreign_collection_id, f.foreign_number, min(i.image_id) AS image_id, 1 AS rank
        FROM pg_temp.to_compare t
        JOIN lookalike_internal.foreign_fingerprint f USING (foreign_collection_id, foreign_number)
        JOIN lookalike_internal.present_image i ON i.sha256 = f.sha256
        GROUP BY f.foreign_collection_id, f.foreign_number
        UNION ALL
        SELECT f.foreign_collection_id, f.foreign_number, min(i.image_id), 2
        FROM pg_temp.to_compare t
        JOIN lookalike_internal.foreign_fingerprint f USING (foreign_collection_id, foreign_number)
        JOIN lookalike_internal.present_image i ON i.pixel_digest = f.pixel_digest
        GROUP BY f.foreign_collection_id, f.foreign_number
        UNION ALL
        -- The hash of a file with several pages says nothing of the others.
        SELECT f.foreign_collection_id, f.foreign_number, n.image_id, n.rank
        FROM pg_temp.to_compare t
        JOIN lookalike_internal.foreign_fingerprint f USING (foreign_collection_id, foreign_number)
        CROSS JOIN LATERAL (
            SELECT p.image_id, CASE WHEN p.phash = f.phash AND p.phash_256 = f.phash_256 THEN 3 ELSE 4 END AS rank
            FROM lookalike_internal.fingerprint p
            JOIN lookalike_internal.present_image i ON i.image_id = p.image_id AND i.frame_count = 1
            WHERE lookalike.within(p.phash, f.phash, radius) AND p.region = 'full' AND p.quality >= low_quality
              AND lookalike.hamming_distance(p.phash_256, f.phash_256) <= threshold
            ORDER BY lookalike.hamming_distance(p.phash_256, f.phash_256), p.image_id
            LIMIT crowd_limit
        ) n
        WHERE f.quality >= low_quality AND f.frame_count = 1
    ) l
    GROUP BY l.foreign_collection_id, l.foreign_number, l.image_id;
    PERFORM set_config('enable_seqscan', 'on', true);
    WITH gone AS (
        DELETE FROM lookalike_internal.foreign_match m USING pg_temp.to_compare t
        WHERE (t.foreign_collection_id, t.foreign_number) = (m.foreign_collection_id, m.foreign_number)
        RETURNING m.image_id
    )
    INSERT INTO lookalike_internal.relinked_image (image_id)
    SELECT g.image_id FROM gone g UNION SELECT l.image_id FROM pg_temp.foreign_link l;
    INSERT INTO lookalike_internal.foreign_match (foreign_collection_id, foreign_number, image_id, found_by)
    SELECT l.foreign_collection_id, l.foreign_number, l.image_id,
           ('{same file,same pixels,same hash,near hash}'::text[])[l.rank]
    FROM pg_temp.foreign_link l;
    UPDATE lookalike_internal.foreign_fingerprint f SET is_matched = true
    FROM pg_temp.to_compare t
    WHERE (t.foreign_collection_id, t.foreign_number) = (f.foreign_collection_id, f.foreign_number) AND NOT f.is_matched;
    DROP TABLE pg_temp.changed_here, pg_temp.to_compare, pg_temp.foreign_link;
    RETURN compared;
END
$$;
COMMENT ON FUNCTION lookalike_internal.match_foreign() IS
    'Compares foreign fingerprints with the images here, where anything changed since the last time, and returns how many were compared.';
