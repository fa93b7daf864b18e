-- When radius, threshold, crowd limit or low quality change, only the images concerned are matched again.

CREATE OR REPLACE FUNCTION lookalike_internal.check_match_settings(
    radius integer, threshold integer, crowd_limit integer, batch_size integer, method text
) RETURNS void
    LANGUAGE plpgsql STABLE
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF radius NOT BETWEEN 0 AND 64 THEN
        RAISE EXCEPTION 'radius % is out of range', radius
            USING ERRCODE = 'invalid_parameter_value',
                  HINT = 'The radius counts differing bits of a 64-bit hash: 0 to 64; 8 is usual.';
    END IF;
    IF threshold NOT BETWEEN 0 AND 256 THEN
        RAISE EXCEPTION 'threshold % is out of range', threshold
            USING ERRCODE = 'invalid_parameter_value',
                  HINT = 'The threshold counts differing bits of a 256-bit hash: 0 to 256; 64 is usual.';
    END IF;
    IF crowd_limit < 1 THEN
        RAISE EXCEPTION 'crowd limit % is out of range', crowd_limit
            USING ERRCODE = 'invalid_parameter_value',
                  HINT = 'The limit is how many neighbours an image may have before it '
                         'is crowded: at least 1; 500 is usual.';
    END IF;
    IF batch_size < 1 THEN
        RAISE EXCEPTION 'batch size % is out of range', batch_size
            USING ERRCODE = 'invalid_parameter_value', HINT = 'Give 1 or more.';
    END IF;
    IF method NOT IN ('index', 'passes') THEN
        RAISE EXCEPTION 'there is no method "%" to match', method
            USING ERRCODE = 'invalid_parameter_value',
                  HINT = 'Give index, passes, or null for the faster of the two.';
    END IF;
END
$$;
COMMENT ON FUNCTION lookalike_internal.check_match_settings(integer, integer, integer, integer, text) IS
    'Raises an error for settings that are out of range; one step of find_matches.';

CREATE OR REPLACE FUNCTION lookalike_internal.apply_match_settings(
    before jsonb, radius integer, threshold integer, crowd_limit integer
) RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    old_radius integer := before->>'radius';
    old_threshold integer := before->>'threshold';
    old_limit integer := before->>'crowd_limit';
BEGIN
    IF radius <> old_radius OR crowd_limit IS DISTINCT FROM old_limit THEN
        TRUNCATE lookalike_internal.finished_pass;  -- under other settings, finished passes may have missed pairs
    END IF;
    IF radius < old_radius THEN  -- fewer pairs, but the pairs among crowded images were not kept
        DELETE FROM lookalike_internal.match m
        WHERE m.phash_distance > apply_match_settings.radius AND m.found_by = 'hash'
          AND m.proof IS DISTINCT FROM 'proven' AND NOT m.has_same_bytes AND NOT m.has_same_pixels;
        PERFORM lookalike_internal.queue_crowded();
    ELSIF radius > old_radius THEN
        PERFORM lookalike_internal.queue_crowded();
        INSERT INTO lookalike_internal.unmatched_representative (image_id)
        SELECT r.image_id FROM lookalike_internal.representative r ORDER BY r.image_id
        ON CONFLICT (image_id) DO NOTHING;
    ELSIF crowd_limit > old_limit THEN
        PERFORM lookalike_internal.queue_crowded();
    END IF;

    IF crowd_limit < old_limit THEN
        PERFORM lookalike_internal.mark_crowded(array_agg(n.image_id))
        FROM (
            SELECT e.image_id
            FROM (SELECT m.image_id_a AS image_id, m.image_id_b AS other_id, m.phash_distance FROM lookalike_internal.match m
                  UNION ALL
                  SELECT m.image_id_b, m.image_id_a, m.phash_distance FROM lookalike_internal.match m) e
            JOIN lookalike_internal.representative r ON r.image_id = e.image_id AND NOT r.is_crowded
            JOIN lookalike_internal.representative o ON o.image_id = e.other_id
            WHERE e.phash_distance <= apply_match_settings.radius
            GROUP BY e.image_id HAVING count(*) > apply_match_settings.crowd_limit
        ) n;
    END IF;

    IF threshold <> old_threshold THEN
        UPDATE lookalike_internal.match m SET is_accepted = NOT m.is_accepted
        WHERE m.is_accepted <> lookalike_internal.is_accepted(
            m.has_same_pixels, m.found_by, m.phash_256_distance, m.proof, apply_match_settings.threshold, NULL)
          AND lookalike_internal.get_decision(m.image_id_a, m.image_id_b) IS NULL;  -- a decision holds at any threshold
        -- Images that were connected may no longer be.
        DELETE FROM lookalike_internal.proposed WHERE threshold < old_threshold;
        UPDATE lookalike_internal.match m SET proof = NULL WHERE m.proof = 'connected' AND threshold < old_threshold;
        UPDATE lookalike_internal.representative r SET crowd_id = NULL WHERE r.is_crowded;
        DELETE FROM lookalike_internal.match m
        USING lookalike_internal.representative a, lookalike_internal.representative b
        WHERE NOT m.is_accepted AND m.found_by = 'hash' AND m.proof IS NULL
          AND a.image_id = m.image_id_a AND a.is_crowded
          AND b.image_id = m.image_id_b AND b.is_crowded;
    END IF;
END
$$;
COMMENT ON FUNCTION lookalike_internal.apply_match_settings(jsonb, integer, integer, integer) IS
    'Brings stored matches in line with changed settings, or queues the images '
    'concerned to be matched again; one step of find_matches.';

CREATE OR REPLACE FUNCTION lookalike_internal.queue_crowded() RETURNS void
    LANGUAGE sql
    SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    WITH queued AS (
        UPDATE lookalike_internal.representative r SET is_crowded = false, crowd_id = NULL
        WHERE r.is_crowded RETURNING r.image_id
    )
    INSERT INTO lookalike_internal.unmatched_representative (image_id)
    SELECT q.image_id FROM queued q ORDER BY q.image_id
    ON CONFLICT (image_id) DO NOTHING;
END;
COMMENT ON FUNCTION lookalike_internal.queue_crowded() IS
    'Queues all crowded representatives to be matched again; one step of apply_match_settings.';

CREATE OR REPLACE FUNCTION lookalike_internal.apply_low_quality(low_quality real) RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    before real;
BEGIN
    SELECT (r.settings->>'low_quality')::real INTO before
    FROM lookalike_internal.run r WHERE r.stage = 'match' ORDER BY r.run_id DESC LIMIT 1;
    -- Images between the two limits are now compared and were not, or the other way round.
    INSERT INTO lookalike_internal.unmatched_image (image_id)
    SELECT f.image_id FROM lookalike_internal.fingerprint f
    WHERE before <> low_quality
      AND f.quality >= least(before, low_quality) AND f.quality < greatest(before, low_quality)
    ON CONFLICT (image_id) DO NOTHING;
END
$$;
COMMENT ON FUNCTION lookalike_internal.apply_low_quality(real) IS
    'If setting low_quality changed, queues the images concerned to be matched again; one step of find_matches.';
