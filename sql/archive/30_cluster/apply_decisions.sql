-- A decision of people about a pair of pictures counts for more than hashes and pixels. It names
-- pixels, not rows, so it holds for all images with these pixels.

-- Matching and proving read decisions when they write. This function applies later decisions, and
-- decisions about pairs that have no match.
CREATE OR REPLACE FUNCTION lookalike_internal.apply_decisions(run_id bigint) RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
BEGIN
    IF NOT EXISTS (SELECT FROM lookalike_internal.decision d WHERE d.pixel_digest_b IS NOT NULL) THEN
        RETURN;
    END IF;
    CREATE TEMP TABLE decided ON COMMIT DROP AS
    SELECT d.pixel_digest_a, d.pixel_digest_b, d.decision = 'duplicate' AS is_accepted
    FROM lookalike_internal.pair_decision d;
    ANALYZE pg_temp.decided;

    -- From the matches of one picture, because both may have thousands of identical copies.
    CREATE TEMP TABLE told ON COMMIT DROP AS
    SELECT d.pixel_digest_a, d.pixel_digest_b, d.is_accepted AS is_decided, m.image_id_a, m.image_id_b, m.is_accepted
    FROM pg_temp.decided d
    JOIN lookalike_internal.image i ON i.pixel_digest = d.pixel_digest_a
    JOIN lookalike_internal.match m ON m.image_id_a = i.image_id
    JOIN lookalike_internal.image o ON o.image_id = m.image_id_b AND o.pixel_digest = d.pixel_digest_b
    UNION ALL
    SELECT d.pixel_digest_a, d.pixel_digest_b, d.is_accepted, m.image_id_a, m.image_id_b, m.is_accepted
    FROM pg_temp.decided d
    JOIN lookalike_internal.image i ON i.pixel_digest = d.pixel_digest_a
    JOIN lookalike_internal.match m ON m.image_id_b = i.image_id
    JOIN lookalike_internal.image o ON o.image_id = m.image_id_a AND o.pixel_digest = d.pixel_digest_b;
    ANALYZE pg_temp.told;

    UPDATE lookalike_internal.match m SET is_accepted = t.is_decided
    FROM pg_temp.told t
    WHERE t.is_accepted <> t.is_decided AND m.image_id_a = t.image_id_a AND m.image_id_b = t.image_id_b;

    INSERT INTO lookalike_internal.match (
        image_id_a, image_id_b, has_same_bytes, has_same_pixels, phash_distance, phash_256_distance, relation,
        is_accepted, run_id, found_by)
    SELECT a.image_id, b.image_id, a.sha256 = b.sha256, false,
           lookalike.hamming_distance(fa.phash, fb.phash),
           lookalike.hamming_distance(fa.phash_256, fb.phash_256),
           lookalike_internal.describe_relation(a, b, lookalike.hamming_distance(fa.phash_256, fb.phash_256)),
           true, apply_decisions.run_id, 'person'
    FROM (
        SELECT lookalike.image_of(d.pixel_digest_a) AS one, lookalike.image_of(d.pixel_digest_b) AS other
        FROM pg_temp.decided d
        WHERE d.is_accepted
          AND NOT EXISTS (SELECT FROM pg_temp.told t
                          WHERE t.pixel_digest_a = d.pixel_digest_a AND t.pixel_digest_b = d.pixel_digest_b)
    ) p
    JOIN lookalike_internal.image a ON a.image_id = least(p.one, p.other)
    JOIN lookalike_internal.image b ON b.image_id = greatest(p.one, p.other)
    JOIN lookalike_internal.fingerprint fa ON fa.image_id = a.image_id AND fa.region = 'full'
    JOIN lookalike_internal.fingerprint fb ON fb.image_id = b.image_id AND fb.region = 'full'
    WHERE p.one <> p.other
    FOR KEY SHARE OF a, b
    ON CONFLICT (image_id_a, image_id_b) DO NOTHING;
    DROP TABLE pg_temp.decided, pg_temp.told;
END
$$;
COMMENT ON FUNCTION lookalike_internal.apply_decisions(bigint) IS
    'Brings matches in line with the decisions of people, and adds matches '
    'that only people know of; one step of form_clusters.';
