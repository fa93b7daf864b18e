-- The default policy, version 1, in four named steps: rank the members of each cluster by the
-- evidence, find whose copy each is, say class and reason, write what differs.
CREATE OR REPLACE PROCEDURE lookalike.classify_images()
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    this_run bigint;
    this_policy integer;
    radius integer;
    threshold integer;
BEGIN
    PERFORM lookalike.lock_stage('classify');
    SELECT p.policy_id INTO STRICT this_policy FROM lookalike.retention_policy p
    WHERE p.name = 'default' AND p.version = 1;
    this_run := lookalike.start_run('classify', jsonb_build_object('policy', 'default', 'version', 1));

    -- As the matches were found, whatever the settings say by now.
    SELECT (r.settings->>'radius')::integer, (r.settings->>'threshold')::integer
    INTO radius, threshold
    FROM lookalike.run r WHERE r.stage = 'match' AND r.state = 'finished'
    ORDER BY r.run_id DESC LIMIT 1;

    CREATE TEMP TABLE ranked ON COMMIT DROP AS SELECT r.* FROM lookalike.rank_members() r;
    CREATE UNIQUE INDEX ON pg_temp.ranked (image_id);
    CREATE UNIQUE INDEX ON pg_temp.ranked (cluster_id, rank);
    ANALYZE pg_temp.ranked;

    CREATE TEMP TABLE wanted ON COMMIT DROP AS
    -- The master, and the first point on which it is ahead of the next that is no identical copy
    -- of it, or of the next at all where all are; the points in the order of the ranking.
    SELECT m.image_id, 'archival master' AS class, 'best_evidence' AS rule,
           format('Archival master of %s images: ', m.images)
           || CASE WHEN n.pixel_digest = m.pixel_digest THEN 'of the same pixels throughout, ' ELSE '' END
           || CASE
               WHEN n.is_derived <> m.is_derived THEN
                   format('the pixels show others to be made of it, or of what it was made of; %s × %s pixels.', i.width, i.height)
               WHEN n.is_large <> m.is_large THEN
                   format('%s × %s pixels, more than twice as many as any other.', i.width, i.height)
               WHEN n.is_lossless <> m.is_lossless THEN
                   format('%s is lossless and in full colour, the next best (%s) is not.', m.format, n.format)
               WHEN n.pixels <> m.pixels THEN format('%s × %s pixels, the most.', i.width, i.height)
               WHEN n.bits <> m.bits THEN
                   format('%s bits a pixel, the next best (%s) has %s.', m.bits, n.format, n.bits)
               WHEN n.captured_at IS DISTINCT FROM m.captured_at THEN
                   format('captured %s, %s.', to_char(m.captured_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS'),
                          CASE WHEN n.captured_at IS NULL THEN 'where others name no capture time'
                               ELSE 'the earliest' END)
               WHEN n.fields <> m.fields THEN
                   format('it carries the most metadata (%s fields, the next %s).', m.fields, n.fields)
               WHEN n.modified_at <> m.modified_at THEN
                   format('equal in all evidence to the next, and the older file (%s).',
                          to_char(m.modified_at AT TIME ZONE 'UTC', 'YYYY-MM-DD'))
               ELSE 'equal in all evidence to the next, and first by collection and path.' END AS reason,
           NULL::bigint AS derived_from_image_id
    FROM pg_temp.ranked m
    JOIN lookalike.image i ON i.image_id = m.image_id
    CROSS JOIN LATERAL (
        SELECT r.* FROM pg_temp.ranked r
        WHERE r.cluster_id = m.cluster_id AND r.rank > 1
        ORDER BY r.pixel_digest = m.pixel_digest, r.rank LIMIT 1
    ) n
    WHERE m.rank = 1

    UNION ALL
    SELECT r.image_id, 'identical copy', 'same_bytes',
           format('Same bytes as "%s"%s%s.', o.path,
                  CASE WHEN o.collection_id <> r.collection_id THEN format(' in %s', o.collection) ELSE '' END,
                  CASE WHEN r.first_of_file = r.master_id THEN ', the archival master'
                       ELSE ', which is not the archival master' END),
           r.first_of_file
    FROM pg_temp.ranked r JOIN pg_temp.ranked o ON o.image_id = r.first_of_file
    WHERE r.rank > 1 AND r.image_id <> r.first_of_file

    UNION ALL
    SELECT r.image_id, 'identical copy', 'same_pixels',
           format('Same pixels as "%s"%s%s, in another file (%s).', o.path,
                  CASE WHEN o.collection_id <> r.collection_id THEN format(' in %s', o.collection) ELSE '' END,
                  CASE WHEN r.first_of_pixels = r.master_id THEN ', the archival master'
                       ELSE ', which is not the archival master' END, r.format),
           r.first_of_pixels
    FROM pg_temp.ranked r JOIN pg_temp.ranked o ON o.image_id = r.first_of_pixels
    WHERE r.rank > 1 AND r.image_id = r.first_of_file AND r.image_id <> r.first_of_pixels

    UNION ALL
    SELECT r.image_id, 'derivative', 'accepted_match',
           format('%s against %s of the archival master "%s"%s%s.',
                  lookalike.describe_size(i), lookalike.describe_size(o), o.path,
                  CASE WHEN i.collection_id <> o.collection_id THEN
                      (SELECT format(' in %s', c.name) FROM lookalike.collection c
                       WHERE c.collection_id = o.collection_id) ELSE '' END,
                  CASE WHEN e.accepted AND e.proof IN ('proven', 'borne out')
                       THEN ': ' || lookalike.describe_relations(e, i.image_id, i.width, i.height, o.width, o.height)
                            || '; ' || lookalike.describe_evidence(e)
                       ELSE format('; the hashes differ in %s of 64 and %s of 256 bits%s',
                                   lookalike.hamming_distance(f.phash, fo.phash),
                                   lookalike.hamming_distance(f.phash_256, fo.phash_256),
                                   CASE WHEN lookalike.hamming_distance(f.phash, fo.phash) > radius
                                          OR lookalike.hamming_distance(f.phash_256, fo.phash_256) > threshold
                                        THEN ': too far for a match of their own, it is here by way of other members'
                                        ELSE '' END) END),
           r.master_id
    FROM pg_temp.ranked r
    JOIN lookalike.image i ON i.image_id = r.image_id
    JOIN lookalike.image o ON o.image_id = r.master_id
    JOIN lookalike.fingerprint f ON f.image_id = i.image_id AND f.region = 'full'
    JOIN lookalike.fingerprint fo ON fo.image_id = o.image_id AND fo.region = 'full'
    LEFT JOIN lookalike.match e
      ON e.image_id_a = least(i.image_id, o.image_id) AND e.image_id_b = greatest(i.image_id, o.image_id)
    WHERE r.rank > 1 AND r.image_id = r.first_of_file AND r.image_id = r.first_of_pixels

    UNION ALL
    SELECT i.image_id,
           CASE WHEN p.image_id IS NULL THEN 'unique' ELSE 'possible duplicate' END,
           CASE WHEN p.image_id IS NULL THEN 'no_match' ELSE 'possible_match' END,
           CASE WHEN p.image_id IS NOT NULL THEN
                    CASE WHEN p.proof IS NULL THEN
                        format('Resembles "%s": the hashes differ in %s of 64 bits, but in %s of 256, too many to be taken as a copy unseen.',
                               o.path, p.phash_distance, p.phash_256_distance)
                    ELSE format('Resembles "%s", but the pixels do not prove it to be the same picture.', o.path) END
                WHEN f.quality < lookalike.get_setting('low_quality')::real THEN
                    'No other file has the same bytes or pixels; too little detail to compare it by hash.'
                ELSE 'No other image is alike.' END,
           NULL
    FROM lookalike.image i
    JOIN lookalike.fingerprint f ON f.image_id = i.image_id AND f.region = 'full'
    LEFT JOIN (
        SELECT DISTINCT ON (e.image_id) e.image_id, e.other_id, e.phash_distance, e.phash_256_distance, e.proof
        FROM (SELECT m.image_id_a AS image_id, m.image_id_b AS other_id, m.phash_distance, m.phash_256_distance, m.proof
              FROM lookalike.match m WHERE NOT m.accepted
              UNION ALL
              SELECT m.image_id_b, m.image_id_a, m.phash_distance, m.phash_256_distance, m.proof
              FROM lookalike.match m WHERE NOT m.accepted) e
        JOIN lookalike.image o ON o.image_id = e.other_id
        ORDER BY e.image_id, e.phash_256_distance, o.collection_id, o.path
    ) p ON p.image_id = i.image_id
    LEFT JOIN lookalike.image o ON o.image_id = p.other_id
    WHERE i.missing_since IS NULL
      AND NOT EXISTS (SELECT FROM pg_temp.ranked r WHERE r.image_id = i.image_id);
    CREATE UNIQUE INDEX ON pg_temp.wanted (image_id);
    ANALYZE pg_temp.wanted;

    DELETE FROM lookalike.retention_class k
    WHERE NOT EXISTS (SELECT FROM pg_temp.wanted w WHERE w.image_id = k.image_id);
    INSERT INTO lookalike.retention_class AS k (
        image_id, class, rule, reason, derived_from_image_id, policy_id, run_id)
    SELECT w.image_id, w.class, w.rule, w.reason, w.derived_from_image_id, this_policy, this_run
    FROM pg_temp.wanted w
    ON CONFLICT (image_id) DO UPDATE SET
        class = excluded.class, rule = excluded.rule, reason = excluded.reason,
        derived_from_image_id = excluded.derived_from_image_id,
        policy_id = excluded.policy_id, run_id = excluded.run_id
    WHERE (k.class, k.rule, k.reason, k.derived_from_image_id, k.policy_id) IS DISTINCT FROM
          (excluded.class, excluded.rule, excluded.reason, excluded.derived_from_image_id, excluded.policy_id);
    PERFORM lookalike.analyze_if_grown('lookalike.retention_class');

    PERFORM lookalike.finish_run(this_run, (
        SELECT coalesce(jsonb_object_agg(c.class, c.images), '{}')
        FROM (SELECT w.class, count(*) AS images FROM pg_temp.wanted w GROUP BY w.class) c));
    DROP TABLE pg_temp.ranked, pg_temp.wanted;
END
$$;
COMMENT ON PROCEDURE lookalike.classify_images() IS
    'Gives every image its retention class under the default policy, with the rule and the reason in words; writes only what changed.';
