-- People measure how often matching is right. Accepted pairs are drawn at random from each band of evidence. The
-- decisions about them give the precision of the band.

CREATE OR REPLACE FUNCTION lookalike_internal.evidence_band(m lookalike_internal.match) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE
    WHEN m.has_same_bytes THEN 'identical file'
    WHEN m.has_same_pixels THEN 'identical image'
    WHEN m.proof = 'proven' AND m.correlation >= 0.95 THEN 'proven, correlation 0.95 and more'
    WHEN m.proof = 'proven' THEN 'proven, correlation below 0.95'
    WHEN m.found_by = 'person' THEN 'decided by people'
    WHEN m.proof = 'not proven' THEN 'decided by people'
    WHEN m.phash_256_distance <= 16 THEN 'close hashes, 0 to 16 bits'
    WHEN m.phash_256_distance <= 32 THEN 'close hashes, 17 to 32 bits'
    WHEN m.phash_256_distance <= 48 THEN 'close hashes, 33 to 48 bits'
    ELSE 'close hashes, 49 bits and more'
END;
COMMENT ON FUNCTION lookalike_internal.evidence_band(lookalike_internal.match) IS
    'The band of evidence of an accepted match: why it was accepted, and how strong the evidence is.';

CREATE OR REPLACE FUNCTION lookalike_internal.evidence_bands() RETURNS TABLE (place integer, band text)
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT v.place, v.band
    FROM (VALUES
        (1, 'identical file'), (2, 'identical image'),
        (3, 'proven, correlation 0.95 and more'), (4, 'proven, correlation below 0.95'),
        (5, 'close hashes, 0 to 16 bits'), (6, 'close hashes, 17 to 32 bits'),
        (7, 'close hashes, 33 to 48 bits'), (8, 'close hashes, 49 bits and more')) AS v (place, band);
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
                  HINT = 'Give a number from 1 to 100000. With 50 pairs of each band, the precision is known to about 10 percent.';
    END IF;
    -- The log keeps the seed: with it, anybody can check that no pair was picked by hand.
    seed := coalesce(draw_sample.seed, floor(random() * 9007199254740992)::bigint);
    LOCK TABLE lookalike_internal.review_sample IN SHARE ROW EXCLUSIVE MODE;  -- no other session draws the same pair
    SELECT coalesce(max(s.draw), 0) + 1 INTO this_draw FROM lookalike_internal.review_sample s;

    INSERT INTO lookalike_internal.review_sample (
        draw, band, pixel_digest_a, pixel_digest_b, image_id_a, image_id_b)
    SELECT this_draw, r.band, r.pixel_digest_a, r.pixel_digest_b, r.image_id_a, r.image_id_b
    FROM (
        SELECT p.*, row_number() OVER (PARTITION BY p.band ORDER BY p.lot, p.pixel_digest_a, p.pixel_digest_b) AS place
        FROM (
            -- Two pictures may have several matches: the match with the strongest evidence counts.
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
                -- Nobody needs to judge a pair with the same pixels.
                WHERE m.is_accepted AND NOT m.has_same_bytes AND NOT m.has_same_pixels AND i.pixel_digest <> o.pixel_digest
            ) q
            WHERE NOT EXISTS (SELECT FROM lookalike_internal.standing_decision d
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
    'Draws up to per_band accepted pairs at random from each band of evidence, and returns how many it drew. It skips pairs that a person has judged and pairs of earlier draws. The pairs appear in review_queue. The same seed draws the same pairs from the same matches.';

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
COMMENT ON VIEW lookalike.match_precision IS 'How often accepted pairs are right, by band of evidence, from decisions about pairs that draw_sample drew. Identical files and identical images need no decision.';
COMMENT ON COLUMN lookalike.match_precision.band IS 'Band of evidence.';
COMMENT ON COLUMN lookalike.match_precision.accepted_pairs IS 'Accepted pairs in the band now.';
COMMENT ON COLUMN lookalike.match_precision.sampled IS 'Pairs drawn from the band.';
COMMENT ON COLUMN lookalike.match_precision.answered IS 'Drawn pairs that people have judged.';
COMMENT ON COLUMN lookalike.match_precision.confirmed IS 'Judged pairs whose last decision is duplicate.';
COMMENT ON COLUMN lookalike.match_precision.precision IS 'Confirmed pairs as a share of the judged pairs, from 0 to 1.';
COMMENT ON COLUMN lookalike.match_precision.precision_low IS 'Lower end of the 95 % confidence interval (Wilson) of the precision.';
COMMENT ON COLUMN lookalike.match_precision.precision_high IS 'Upper end of that interval.';
COMMENT ON COLUMN lookalike.match_precision.place IS 'Place of the band: 1 is the strongest evidence.';
