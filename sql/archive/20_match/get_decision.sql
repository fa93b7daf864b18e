CREATE OR REPLACE FUNCTION lookalike_internal.get_decision(image_id_a bigint, image_id_b bigint) RETURNS text
    LANGUAGE sql STABLE
    SET search_path = pg_catalog, pg_temp
RETURN (
    SELECT d.decision
    FROM lookalike_internal.image a, lookalike_internal.image b, lookalike_internal.standing_decision d
    WHERE a.image_id = get_decision.image_id_a AND b.image_id = get_decision.image_id_b
      AND d.pixel_digest_a = least(a.pixel_digest, b.pixel_digest)
      AND d.pixel_digest_b = greatest(a.pixel_digest, b.pixel_digest)
    ORDER BY d.decision_id DESC LIMIT 1);
COMMENT ON FUNCTION lookalike_internal.get_decision(bigint, bigint) IS
    'The latest decision about two images, by their pixels: duplicate, not a duplicate, or null.';
