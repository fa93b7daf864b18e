-- What people said is said of a picture, and a picture is known by the digest of its pixels. Where a later version
-- of lookalike digests the same bytes otherwise, it is the same picture still.
CREATE OR REPLACE FUNCTION lookalike_internal.carry_decisions(
    images bigint[], old_digests bytea[], new_digests bytea[]
) RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    carried jsonb;
BEGIN
    WITH changed AS MATERIALIZED (
        SELECT c.image_id, c.old_digest, c.new_digest
        FROM unnest(images, old_digests, new_digests) AS c (image_id, old_digest, new_digest)
    ), about AS (
        -- As decisions hold: of the image that was decided about, else of every copy of its picture.
        SELECT DISTINCT d.decision_id
        FROM changed c
        JOIN lookalike_internal.standing_decision d ON d.pixel_digest_a = c.old_digest OR d.pixel_digest_b = c.old_digest
        WHERE c.image_id IN (d.image_id_a, d.image_id_b) OR d.decision IN ('rights settled', 'metadata settled')
           OR NOT EXISTS (SELECT FROM lookalike_internal.present_image i
                          WHERE i.image_id = CASE c.old_digest WHEN d.pixel_digest_a THEN d.image_id_a ELSE d.image_id_b END)
    ), renewed AS (
        SELECT DISTINCT d.decision_id, d.decision, d.statements, d.decided_by, d.reason, d.database_role, d.decided_at,
               coalesce(a.new_digest, d.pixel_digest_a) AS digest_a, coalesce(a.image_id, d.image_id_a) AS image_id_a,
               d.path_a, coalesce(b.new_digest, d.pixel_digest_b) AS digest_b,
               coalesce(b.image_id, d.image_id_b) AS image_id_b, d.path_b
        FROM about o
        JOIN lookalike_internal.standing_decision d ON d.decision_id = o.decision_id
        LEFT JOIN changed a ON a.old_digest = d.pixel_digest_a
         AND (a.image_id = d.image_id_a OR d.decision IN ('rights settled', 'metadata settled')
              OR NOT EXISTS (SELECT FROM lookalike_internal.present_image i WHERE i.image_id = d.image_id_a))
        LEFT JOIN changed b ON b.old_digest = d.pixel_digest_b
         AND (b.image_id = d.image_id_b
              OR NOT EXISTS (SELECT FROM lookalike_internal.present_image i WHERE i.image_id = d.image_id_b))
        WHERE a.image_id IS NOT NULL OR b.image_id IS NOT NULL
    ), recorded AS (
        INSERT INTO lookalike_internal.decision (
            decision, pixel_digest_a, pixel_digest_b, image_id_a, image_id_b, path_a, path_b, statements,
            decided_by, reason, database_role, decided_at)
        SELECT r.decision,
               CASE WHEN p.is_ordered THEN r.digest_a ELSE r.digest_b END,
               CASE WHEN p.is_ordered THEN r.digest_b ELSE r.digest_a END,
               CASE WHEN p.is_ordered THEN r.image_id_a ELSE r.image_id_b END,
               CASE WHEN p.is_ordered THEN r.image_id_b ELSE r.image_id_a END,
               CASE WHEN p.is_ordered THEN r.path_a ELSE r.path_b END,
               CASE WHEN p.is_ordered THEN r.path_b ELSE r.path_a END,
               r.statements, r.decided_by, r.reason, r.database_role, r.decided_at
        FROM renewed r
        CROSS JOIN LATERAL (SELECT r.digest_b IS NULL OR r.digest_a < r.digest_b AS is_ordered) p
        WHERE r.digest_b IS DISTINCT FROM r.digest_a
        ORDER BY r.decision_id
        RETURNING decision_id, image_id_a, image_id_b
    ), waiting AS (
        INSERT INTO lookalike_internal.unclustered (image_id)
        SELECT r.image_id_a FROM recorded r WHERE r.image_id_b IS NOT NULL
        UNION SELECT r.image_id_b FROM recorded r WHERE r.image_id_b IS NOT NULL
    )
    SELECT jsonb_agg(r.decision_id ORDER BY r.decision_id) INTO carried FROM recorded r;

    -- What was published stays published.
    INSERT INTO lookalike_internal.publication (pixel_digest, entry_id, published_at, published_in)
    SELECT c.new_digest, p.entry_id, p.published_at, p.published_in
    FROM unnest(old_digests, new_digests) AS c (old_digest, new_digest)
    JOIN lookalike_internal.publication p ON p.pixel_digest = c.old_digest
    ON CONFLICT DO NOTHING;

    INSERT INTO lookalike_internal.rendition (entry_id, pixel_digest, basis, image_id, said_by, reason, recorded_at)
    SELECT r.entry_id, c.new_digest, r.basis, min(c.image_id), min(r.said_by), min(r.reason), min(r.recorded_at)
    FROM unnest(images, old_digests, new_digests) AS c (image_id, old_digest, new_digest)
    JOIN lookalike_internal.rendition r ON r.pixel_digest = c.old_digest
    GROUP BY r.entry_id, c.new_digest, r.basis
    ON CONFLICT DO NOTHING;

    IF carried IS NOT NULL THEN
        PERFORM lookalike_internal.record_event('carry decisions', session_user, 'archive', 'decision',
                                                jsonb_build_object('decisions', carried));
    END IF;
END
$$;
COMMENT ON FUNCTION lookalike_internal.carry_decisions(bigint[], bytea[], bytea[]) IS
    'Records decisions, publications and renditions again for images whose pixels have another digest though their bytes are the same.';
