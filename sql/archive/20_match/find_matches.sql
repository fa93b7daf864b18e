CREATE OR REPLACE FUNCTION lookalike_internal.prepare_matches(
    INOUT radius integer, INOUT threshold integer, INOUT crowd_limit integer,
    OUT run_id bigint, OUT waiting bigint, OUT representatives bigint
)
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    low_quality text := lookalike.get_setting('low_quality');
    before jsonb;
BEGIN
    radius := coalesce(radius, lookalike.get_setting('match_radius')::integer);
    threshold := coalesce(threshold, lookalike.get_setting('match_threshold')::integer);
    crowd_limit := coalesce(crowd_limit, lookalike.get_setting('crowd_limit')::integer);
    PERFORM lookalike_internal.check_match_settings(radius, threshold, crowd_limit, 1, NULL);
    PERFORM lookalike_internal.lock_stage('match', 'session');
    SELECT r.settings INTO before
    FROM lookalike_internal.run r WHERE r.stage = 'match' ORDER BY r.run_id DESC LIMIT 1;
    PERFORM lookalike_internal.apply_low_quality(low_quality::real);
    run_id := lookalike_internal.start_run('match', jsonb_build_object(
        'radius', radius, 'threshold', threshold, 'crowd_limit', crowd_limit,
        'low_quality', low_quality::numeric));
    PERFORM lookalike_internal.match_identical(run_id);
    PERFORM lookalike_internal.apply_match_settings(before, radius, threshold, crowd_limit);
    DELETE FROM lookalike_internal.unmatched_representative w
    WHERE NOT EXISTS (SELECT FROM lookalike_internal.representative r WHERE r.image_id = w.image_id);
    PERFORM lookalike_internal.analyze_if_grown('lookalike_internal.unmatched_representative');
    SELECT count(*) INTO waiting FROM lookalike_internal.unmatched_representative;
    SELECT greatest(c.reltuples::bigint, waiting) INTO representatives
    FROM pg_class c WHERE c.oid = 'lookalike_internal.representative'::regclass;
END
$$;
COMMENT ON FUNCTION lookalike_internal.prepare_matches(integer, integer, integer) IS
    'Matches by identity, applies the settings (null: the setting of the archive), and returns how many '
    'representatives wait to be compared, and about how many there are; one step of find_matches.';

CREATE OR REPLACE FUNCTION lookalike_internal.estimate_index_seconds(
    waiting bigint, representatives bigint, radius integer
) RETURNS double precision
    LANGUAGE sql STABLE
    SET search_path = pg_catalog, pg_temp
-- Measured: 1.2 microseconds for each key that is probed, and 0.8 for each hash found under it; beyond
-- the probe limit, 0.1 microseconds for each row of a scan.
RETURN waiting * CASE
    WHEN estimate_index_seconds.radius > lookalike.hamming_probe_limit() THEN 0.1e-6 * representatives
    ELSE (SELECT sum(cardinality(lookalike.hamming_probe(0::bit(64), estimate_index_seconds.radius, chunk)))
          FROM generate_series(0, 2) AS chunk)
         * (1.2e-6 + 0.8e-6 * representatives / 2 ^ (64 / 3.0))
    END;
COMMENT ON FUNCTION lookalike_internal.estimate_index_seconds(bigint, bigint, integer) IS
    'About how many seconds it takes to look up so many representatives in the Hamming index.';

-- No SET clause here: a procedure with a SET clause may not commit, and each step must be kept.
CREATE OR REPLACE PROCEDURE lookalike.find_matches(
    radius integer DEFAULT NULL, threshold integer DEFAULT NULL, batch_size integer DEFAULT 4000,
    crowd_limit integer DEFAULT NULL, method text DEFAULT NULL
)
    LANGUAGE plpgsql
AS $$
DECLARE
    ready record;
    plan record;
    by_index double precision;
    masks bigint[];
    scheme text;
    done bigint := 0;
    compared integer;
BEGIN
    PERFORM lookalike_internal.check_match_settings(radius, threshold, crowd_limit, batch_size, method);
    ready := lookalike_internal.prepare_matches(radius, threshold, crowd_limit);
    COMMIT;

    SELECT p.* INTO plan FROM lookalike_internal.choose_passes(ready.representatives, ready.radius) p;
    by_index := lookalike_internal.estimate_index_seconds(ready.waiting, ready.representatives, ready.radius);
    method := coalesce(method, CASE WHEN plan.seconds < by_index THEN 'passes' ELSE 'index' END);
    IF ready.waiting = 0 OR plan.segments IS NULL THEN  -- beyond radius 20 there is no plan
        method := 'index';
    ELSIF method = 'passes' THEN
        RAISE NOTICE 'comparing all % fingerprints with each other in % passes, in about % s; the index would take about % s',
            ready.representatives, plan.passes, pg_catalog.ceil(plan.seconds), pg_catalog.ceil(by_index);
    ELSE
        RAISE NOTICE 'looking up % fingerprints among % in the index, in about % s; comparing all would take about % s',
            ready.waiting, ready.representatives, pg_catalog.ceil(by_index), pg_catalog.ceil(plan.seconds);
    END IF;

    IF method = 'passes' THEN
        masks := lookalike_internal.covering_masks(plan.segments, ready.radius);
        scheme := lookalike_internal.resume_passes(
            pg_catalog.format('sql %s %s', plan.segments, ready.radius), ready.crowd_limit);
        FOR pass IN 1 .. pg_catalog.cardinality(masks) LOOP
            CONTINUE WHEN pass IN (SELECT lookalike_internal.read_finished_passes(scheme));
            PERFORM lookalike_internal.match_pass(ready.run_id, ready.radius, ready.threshold,
                                         ready.crowd_limit, masks, pass);
            PERFORM lookalike_internal.finish_pass(scheme, pass);
            COMMIT;
            RAISE NOTICE 'pass % of %', pass, pg_catalog.cardinality(masks)
                USING DETAIL = pg_catalog.format('%s/%s', pass, pg_catalog.cardinality(masks));
        END LOOP;
        PERFORM lookalike_internal.finish_passes();
        COMMIT;
    END IF;

    LOOP
        compared := lookalike_internal.match_similar(ready.run_id, ready.radius, ready.threshold,
                                            ready.crowd_limit, batch_size);
        EXIT WHEN compared = 0;
        COMMIT;
        done := done + compared;
        RAISE NOTICE 'compared % of % fingerprints', done, ready.waiting
            USING DETAIL = pg_catalog.format('%s/%s', done, ready.waiting);
    END LOOP;
    PERFORM lookalike_internal.connect_crowds(ready.run_id, ready.radius, ready.threshold);
    DELETE FROM lookalike_internal.finished_pass;  -- of passes that the index has replaced
    PERFORM lookalike_internal.finish_run(ready.run_id, lookalike_internal.count_matches());
    PERFORM lookalike_internal.release_stage_lock('match');
    COMMIT;
END
$$;
COMMENT ON PROCEDURE lookalike.find_matches(integer, integer, integer, integer, text) IS
    'Matches the images that are new or changed since the last match: finds every pair within the radius, and accepts '
    'it when the 256-bit hashes agree, too. Compares by the index or in passes over all, whichever is faster. Commits '
    'after each batch or pass; can be stopped and called again.';

CREATE OR REPLACE FUNCTION lookalike_internal.count_matches() RETURNS jsonb
    LANGUAGE sql STABLE
    SET search_path = pg_catalog, pg_temp
RETURN (
    SELECT jsonb_build_object(
        'accepted', count(*) FILTER (WHERE m.is_accepted),
        'possible', (SELECT count(*) FROM lookalike_internal.possible_match),
        'crowded', (SELECT count(*) FROM lookalike_internal.representative r WHERE r.is_crowded))
    FROM lookalike_internal.match m);
COMMENT ON FUNCTION lookalike_internal.count_matches() IS
    'How many matches are accepted and how many only possible, and how many representatives are crowded.';
