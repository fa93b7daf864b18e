-- How often the machine is right, asked of people: accepted pairs are drawn at random from each band of
-- evidence, and their answers give the precision of the band.

CREATE OR REPLACE FUNCTION lookalike_internal.evidence_band(m lookalike_internal.match) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE
    WHEN m.has_same_bytes THEN 'identical file'
    WHEN m.has_same_pixels THEN 'identical image'
    WHEN m.proof = 'proven' AND m.correlation >= 0.95 THEN 'proven, correlation 0.95 and more'
    WHEN m.proof = 'proven' THEN 'proven, correlation below 0.95'
    WHEN m.proof = 'consistent' THEN 'consistent'
    WHEN m.found_by = 'person' THEN 'decided by people'
    WHEN m.proof = 'not proven' THEN 'decided by people'
    WHEN m.phash_256_distance <= 16 THEN 'close hashes, 0 to 16 bits'
    WHEN m.phash_256_distance <= 32 THEN 'close hashes, 17 to 32 bits'
    WHEN m.phash_256_distance <= 48 THEN 'close hashes, 33 to 48 bits'
    ELSE 'close hashes, 49 bits and more'
END;
COMMENT ON FUNCTION lookalike_internal.evidence_band(lookalike_internal.match) IS
    'The band of evidence of an accepted match: how it came to be accepted, and how surely.';

CREATE OR REPLACE FUNCTION lookalike_internal.evidence_bands() RETURNS TABLE (place integer, band text)
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT v.place, v.band
    FROM (VALUES
        (1, 'identical file'), (2, 'identical image'),
        (3, 'proven, correlation 0.95 and more'), (4, 'proven, correlation below 0.95'),
        (5, 'consistent'),
        (6, 'close hashes, 0 to 16 bits'), (7, 'close hashes, 17 to 32 bits'),
        (8, 'close hashes, 33 to 48 bits'), (9, 'close hashes, 49 bits and more')) AS v (place, band);
END;
COMMENT ON FUNCTION lookalike_internal.evidence_bands() IS
    'The bands of evidence, the strongest first.';

CREATE OR REPLACE FUNCTION lookalike.draw_sample(per_band integer, seed bigint DEFAULT NULL) RETURNS integer
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    SET work_mem = '256MB'
AS $$
#variable_conflict use_column
DECLARE
    this_draw integer;
    drawn integer;
BEGIN
    IF draw_sample.per_band IS NULL OR draw_sample.per_band NOT BETWEEN 1 AND 100000 THEN
        RAISE EXCEPTION 'cannot draw % pairs of each band', coalesce(draw_sample.per_band::text, 'null')
            USING ERRCODE = 'invalid_parameter_value',
                  HINT = 'It has to be from 1 to 100000; 50 of each say within some 10 percent how often the machine is right.';
    END IF;
    -- Said in the log, so that anybody can find out that nothing was picked by hand.
    seed := coalesce(draw_sample.seed, floor(random() * 9007199254740992)::bigint);
    PERFORM pg_advisory_xact_lock(hashtext('lookalike.sample'), 0);  -- nobody draws the same pair meanwhile
    SELECT coalesce(max(s.draw), 0) + 1 INTO this_draw FROM lookalike_internal.review_sample s;

    INSERT INTO lookalike_internal.review_sample (
        draw, band, pixel_digest_a, pixel_digest_b, image_id_a, image_id_b)
    SELECT this_draw, r.band, r.pixel_digest_a, r.pixel_digest_b, r.image_id_a, r.image_id_b
    FROM (
        SELECT p.*, row_number() OVER (PARTITION BY p.band ORDER BY p.lot, p.pixel_digest_a, p.pixel_digest_b) AS place
        FROM (
            -- Of several matches of the same two pictures, the one with the strongest evidence.
            SELECT DISTINCT ON (q.pixel_digest_a, q.pixel_digest_b) q.*,
                   sha256(int8send(draw_sample.seed) || q.pixel_digest_a || q.pixel_digest_b) AS lot
            FROM (
                SELECT b.band, b.place AS strength,
                       least(i.pixel_digest, o.pixel_digest) AS pixel_digest_a,
                       greatest(i.pixel_digest, o.pixel_digest) AS pixel_digest_b,
                       CASE WHEN i.pixel_digest < o.pixel_digest THEN i.image_id ELSE o.image_id END AS image_id_a,
                       CASE WHEN i.pixel_digest < o.pixel_digest THEN o.image_id ELSE i.image_id END AS image_id_b
                FROM lookalike_internal.match m
                JOIN lookalike_internal.evidence_bands() b ON b.band = lookalike_internal.evidence_band(m)
                JOIN lookalike_internal.present_image i ON i.image_id = m.image_id_a
                JOIN lookalike_internal.present_image o ON o.image_id = m.image_id_b
                -- Whether the same pixels are the same picture needs no asking.
                WHERE m.is_accepted AND NOT m.has_same_bytes AND NOT m.has_same_pixels AND i.pixel_digest <> o.pixel_digest
            ) q
            WHERE NOT EXISTS (SELECT FROM lookalike_internal.decision d
                              WHERE d.pixel_digest_a = q.pixel_digest_a AND d.pixel_digest_b = q.pixel_digest_b)
              AND NOT EXISTS (SELECT FROM lookalike_internal.review_sample s
                              WHERE s.pixel_digest_a = q.pixel_digest_a AND s.pixel_digest_b = q.pixel_digest_b)
            ORDER BY q.pixel_digest_a, q.pixel_digest_b, q.strength, q.image_id_a, q.image_id_b
        ) p
    ) r
    WHERE r.place <= draw_sample.per_band
    ORDER BY r.band, r.place;
    GET DIAGNOSTICS drawn = ROW_COUNT;
    IF drawn > 0 THEN
        PERFORM lookalike_internal.record_event(
            'draw sample', session_user, 'sample', this_draw::text,
            jsonb_build_object('per_band', draw_sample.per_band, 'seed', draw_sample.seed, 'pairs', drawn));
    END IF;
    RETURN drawn;
END
$$;
COMMENT ON FUNCTION lookalike.draw_sample(integer, bigint) IS
    'Draws at random so many accepted pairs from each band of evidence, of those that nobody has judged and that were never drawn, and returns how many it found; they appear in review_queue. The same seed draws the same pairs from the same matches.';

CREATE OR REPLACE VIEW lookalike.match_precision AS
SELECT b.band,
       coalesce(m.pairs, 0) AS accepted_pairs,
       coalesce(s.sampled, 0) AS sampled,
       coalesce(s.answered, 0) AS answered,
       coalesce(s.confirmed, 0) AS confirmed,
       round(w.p, 6) AS precision,
       round(w.low, 6) AS precision_low,
       round(w.high, 6) AS precision_high,
       b.place
FROM lookalike_internal.evidence_bands() b
LEFT JOIN (
    SELECT lookalike_internal.evidence_band(m) AS band, count(*) AS pairs
    FROM lookalike_internal.match m WHERE m.is_accepted
    GROUP BY lookalike_internal.evidence_band(m)
) m ON m.band = b.band
LEFT JOIN (
    SELECT s.band, count(*) AS sampled, count(d.decision_id) AS answered,
           count(*) FILTER (WHERE d.decision = 'duplicate') AS confirmed
    FROM lookalike_internal.review_sample s
    LEFT JOIN lookalike_internal.pair_decision d
      ON d.pixel_digest_a = s.pixel_digest_a AND d.pixel_digest_b = s.pixel_digest_b
    GROUP BY s.band
) s ON s.band = b.band
LEFT JOIN LATERAL (
    -- The interval of Wilson (1927), the square of 1.96 with more digits.
    SELECT r.p,
           greatest((r.p + r.z2 / (2 * r.n) - r.root) / (1 + r.z2 / r.n), 0) AS low,
           least((r.p + r.z2 / (2 * r.n) + r.root) / (1 + r.z2 / r.n), 1) AS high
    FROM (SELECT v.*, sqrt(v.z2 * (v.p * (1 - v.p) / v.n + v.z2 / (4 * v.n * v.n))) AS root
          FROM (SELECT nullif(s.answered, 0)::numeric AS n, s.confirmed::numeric / nullif(s.answered, 0) AS p,
                       3.841458820694124::numeric AS z2) v) r
) w ON s.answered > 0
ORDER BY b.place;
COMMENT ON VIEW lookalike.match_precision IS 'How often accepted pairs are right, by band of evidence, as people judged those that draw_sample drew at random. Identical files and images need no asking.';
COMMENT ON COLUMN lookalike.match_precision.band IS 'Band of evidence.';
COMMENT ON COLUMN lookalike.match_precision.accepted_pairs IS 'Accepted pairs in it now.';
COMMENT ON COLUMN lookalike.match_precision.sampled IS 'Pairs drawn from it.';
COMMENT ON COLUMN lookalike.match_precision.answered IS 'Of these, those that people have judged.';
COMMENT ON COLUMN lookalike.match_precision.confirmed IS 'Of these, those that are duplicates, as they said last.';
COMMENT ON COLUMN lookalike.match_precision.precision IS 'Share of the confirmed among the judged, from 0 to 1.';
COMMENT ON COLUMN lookalike.match_precision.precision_low IS 'Lower end of its 95 % confidence interval (Wilson).';
COMMENT ON COLUMN lookalike.match_precision.precision_high IS 'Upper end of that.';
COMMENT ON COLUMN lookalike.match_precision.place IS 'Place of the band: the strongest evidence is 1.';
