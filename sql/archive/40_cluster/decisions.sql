-- What people decided about pairs of pictures outranks what hashes and pixels say. A decision names
-- pixels, not rows, so it holds for whatever images have them, wherever these lie.

CREATE OR REPLACE VIEW lookalike.pair_decision AS
SELECT DISTINCT ON (d.pixel_digest_a, d.pixel_digest_b)
       d.pixel_digest_a,
       d.pixel_digest_b,
       d.decision,
       d.decision_id
FROM lookalike.decision d
WHERE d.pixel_digest_b IS NOT NULL
ORDER BY d.pixel_digest_a, d.pixel_digest_b, d.decision_id DESC;
COMMENT ON VIEW lookalike.pair_decision IS 'Internal: the latest decision about each pair of pictures.';
COMMENT ON COLUMN lookalike.pair_decision.pixel_digest_a IS 'Digest of the pixels of the one picture; it sorts before the other.';
COMMENT ON COLUMN lookalike.pair_decision.pixel_digest_b IS 'Digest of the pixels of the other picture.';
COMMENT ON COLUMN lookalike.pair_decision.decision IS 'duplicate or not a duplicate.';
COMMENT ON COLUMN lookalike.pair_decision.decision_id IS 'Number of the decision.';

CREATE OR REPLACE FUNCTION lookalike.get_decision(image_id_a bigint, image_id_b bigint) RETURNS text
    LANGUAGE sql STABLE
    SET search_path = pg_catalog, pg_temp
RETURN (
    SELECT d.decision
    FROM lookalike.image a, lookalike.image b, lookalike.decision d
    WHERE a.image_id = get_decision.image_id_a AND b.image_id = get_decision.image_id_b
      AND d.pixel_digest_a = least(a.pixel_digest, b.pixel_digest)
      AND d.pixel_digest_b = greatest(a.pixel_digest, b.pixel_digest)
    ORDER BY d.decision_id DESC LIMIT 1);
COMMENT ON FUNCTION lookalike.get_decision(bigint, bigint) IS
    'The latest decision about two images, by their pixels: duplicate, not a duplicate, or null.';

-- Matching and proving ask for decisions as they write. What was decided after that, and pairs that no
-- match says anything of, are brought in line here.
CREATE OR REPLACE FUNCTION lookalike.apply_decisions(run_id bigint) RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
BEGIN
    IF NOT EXISTS (SELECT FROM lookalike.decision d WHERE d.pixel_digest_b IS NOT NULL) THEN
        RETURN;
    END IF;
    CREATE TEMP TABLE decided ON COMMIT DROP AS
    SELECT d.pixel_digest_a, d.pixel_digest_b, d.decision = 'duplicate' AS accepted
    FROM lookalike.pair_decision d;
    ANALYZE pg_temp.decided;

    -- From the matches of the one picture, as both may have thousands of identical copies.
    CREATE TEMP TABLE told ON COMMIT DROP AS
    SELECT d.pixel_digest_a, d.pixel_digest_b, d.accepted AS is_decided, m.image_id_a, m.image_id_b, m.accepted
    FROM pg_temp.decided d
    JOIN lookalike.image i ON i.pixel_digest = d.pixel_digest_a
    JOIN lookalike.match m ON m.image_id_a = i.image_id
    JOIN lookalike.image o ON o.image_id = m.image_id_b AND o.pixel_digest = d.pixel_digest_b
    UNION ALL
    SELECT d.pixel_digest_a, d.pixel_digest_b, d.accepted, m.image_id_a, m.image_id_b, m.accepted
    FROM pg_temp.decided d
    JOIN lookalike.image i ON i.pixel_digest = d.pixel_digest_a
    JOIN lookalike.match m ON m.image_id_b = i.image_id
    JOIN lookalike.image o ON o.image_id = m.image_id_a AND o.pixel_digest = d.pixel_digest_b;
    ANALYZE pg_temp.told;

    UPDATE lookalike.match m SET accepted = t.is_decided
    FROM pg_temp.told t
    WHERE t.accepted <> t.is_decided AND m.image_id_a = t.image_id_a AND m.image_id_b = t.image_id_b;

    INSERT INTO lookalike.match (
        image_id_a, image_id_b, same_file, same_pixels, phash_distance, phash_256_distance, relation,
        accepted, run_id, proposed_by)
    SELECT a.image_id, b.image_id, a.sha256 = b.sha256, false,
           lookalike.hamming_distance(fa.phash, fb.phash),
           lookalike.hamming_distance(fa.phash_256, fb.phash_256),
           lookalike.describe_relation(a, b, lookalike.hamming_distance(fa.phash_256, fb.phash_256)),
           true, apply_decisions.run_id, 'person'
    FROM (
        SELECT lookalike.image_of(d.pixel_digest_a) AS one, lookalike.image_of(d.pixel_digest_b) AS other
        FROM pg_temp.decided d
        WHERE d.accepted
          AND NOT EXISTS (SELECT FROM pg_temp.told t
                          WHERE t.pixel_digest_a = d.pixel_digest_a AND t.pixel_digest_b = d.pixel_digest_b)
    ) p
    JOIN lookalike.image a ON a.image_id = least(p.one, p.other)
    JOIN lookalike.image b ON b.image_id = greatest(p.one, p.other)
    JOIN lookalike.fingerprint fa ON fa.image_id = a.image_id AND fa.region = 'full'
    JOIN lookalike.fingerprint fb ON fb.image_id = b.image_id AND fb.region = 'full'
    WHERE p.one <> p.other
    FOR KEY SHARE OF a, b
    ON CONFLICT (image_id_a, image_id_b) DO NOTHING;
    DROP TABLE pg_temp.decided, pg_temp.told;
END
$$;
COMMENT ON FUNCTION lookalike.apply_decisions(bigint) IS
    'Brings matches in line with what people decided, and adds those that only people know of; one step of form_clusters.';

CREATE OR REPLACE FUNCTION lookalike.drop_refuted() RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
BEGIN
    -- In two steps, as either picture may have the lower number.
    DELETE FROM lookalike.candidate c
    USING lookalike.pair_decision d, lookalike.image i, lookalike.image o
    WHERE d.decision = 'not a duplicate'
      AND i.pixel_digest = d.pixel_digest_a AND c.image_id_a = i.image_id
      AND o.image_id = c.image_id_b AND o.pixel_digest = d.pixel_digest_b;
    DELETE FROM lookalike.candidate c
    USING lookalike.pair_decision d, lookalike.image i, lookalike.image o
    WHERE d.decision = 'not a duplicate'
      AND i.pixel_digest = d.pixel_digest_a AND c.image_id_b = i.image_id
      AND o.image_id = c.image_id_a AND o.pixel_digest = d.pixel_digest_b;
END
$$;
COMMENT ON FUNCTION lookalike.drop_refuted() IS
    'Takes the pairs out of the queue of proving that are no duplicates, as people said; one step of propose_copies.';
