CREATE OR REPLACE PROCEDURE lookalike.classify_images(rebuild boolean DEFAULT false)
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    SET work_mem = '256MB'
    -- The result of a predicate must not depend on the session.
    SET standard_conforming_strings = on
    SET "TimeZone" = 'UTC'
    SET "DateStyle" = 'ISO, MDY'
AS $$
DECLARE
    this_run bigint;
    this_policy integer;
    these_settings jsonb;
    these_images bigint[];
    these_clusters integer[];
BEGIN
    PERFORM lookalike_internal.lock_stage('classify');
    PERFORM lookalike.link_entries();
    PERFORM lookalike_internal.record_new_crops();
    this_policy := lookalike.policy_in_use();
    -- Everything that a class depends on and that no trigger watches.
    SELECT jsonb_build_object(
        'policy', p.name, 'version', p.version, 'policy_id', p.policy_id,
        'low_quality', lookalike.get_setting('low_quality'),
        'match', (SELECT to_jsonb(l) FROM lookalike_internal.last_match l))
    INTO STRICT these_settings
    FROM lookalike_internal.retention_policy p WHERE p.policy_id = this_policy;
    rebuild := rebuild OR these_settings IS DISTINCT FROM (
        SELECT r.settings FROM lookalike_internal.run r WHERE r.stage = 'classify' AND r.state = 'finished'
        ORDER BY r.run_id DESC LIMIT 1);
    this_run := lookalike_internal.start_run('classify', these_settings);

    IF lookalike_internal.take_unclassified(rebuild) THEN
        SELECT array_agg(a.image_id), array_agg(DISTINCT m.cluster_id) FILTER (WHERE m.cluster_id IS NOT NULL)
        INTO these_images, these_clusters
        FROM pg_temp.affected a LEFT JOIN lookalike_internal.cluster_member m ON m.image_id = a.image_id;
        these_images := coalesce(these_images, '{}');
        these_clusters := coalesce(these_clusters, '{}');
        DROP TABLE pg_temp.affected;
    END IF;
    IF these_images IS NULL OR these_images <> '{}' THEN
        EXECUTE 'CREATE TEMP TABLE wanted ON COMMIT DROP AS '
                || lookalike_internal.compile_rules(lookalike.rules_of(this_policy))
            USING these_images, these_clusters;
        CREATE UNIQUE INDEX ON pg_temp.wanted (image_id);
        ANALYZE pg_temp.wanted;
        PERFORM lookalike_internal.write_classes(this_policy, this_run, these_images);
        DROP TABLE pg_temp.wanted;
    END IF;
    PERFORM lookalike_internal.finish_run(this_run, (
        SELECT coalesce(jsonb_object_agg(c.class, c.images), '{}')
        FROM (SELECT k.class, count(*) AS images FROM lookalike_internal.retention_class k GROUP BY k.class) c));
END
$$;
COMMENT ON PROCEDURE lookalike.classify_images(boolean) IS
    'Gives images their retention class under the policy in use, with the rule and the reason in words. It looks at images that a change concerns since the last run; at all images under another policy, or with rebuild. Writes only classes that differ.';

-- The queue holds changed images. A change also concerns images with the same pixels (decisions and holds go by
-- pixels), images that resemble a changed one without a proof or lie on it (their reason names it), and all images in one
-- cluster with any of these (a cluster is ranked together).
CREATE OR REPLACE FUNCTION lookalike_internal.take_unclassified(rebuild boolean) RETURNS boolean
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF rebuild THEN
        DELETE FROM lookalike_internal.unclassified;
        RETURN false;
    END IF;
    CREATE TEMP TABLE affected ON COMMIT DROP AS
    WITH taken AS (DELETE FROM lookalike_internal.unclassified RETURNING image_id)
    SELECT DISTINCT image_id FROM taken;
    ANALYZE pg_temp.affected;
    INSERT INTO pg_temp.affected (image_id)
    SELECT j.image_id FROM lookalike_internal.image j
    WHERE j.pixel_digest IN (
        SELECT i.pixel_digest FROM pg_temp.affected a JOIN lookalike_internal.image i ON i.image_id = a.image_id)
    EXCEPT SELECT a.image_id FROM pg_temp.affected a;
    ANALYZE pg_temp.affected;
    INSERT INTO pg_temp.affected (image_id)
    (SELECT m.image_id_b FROM pg_temp.affected a JOIN lookalike_internal.match m ON m.image_id_a = a.image_id
     WHERE NOT m.is_accepted
     UNION
     SELECT m.image_id_a FROM pg_temp.affected a JOIN lookalike_internal.match m ON m.image_id_b = a.image_id
     WHERE NOT m.is_accepted)
    EXCEPT SELECT a.image_id FROM pg_temp.affected a;
    ANALYZE pg_temp.affected;
    INSERT INTO pg_temp.affected (image_id)
    SELECT m.image_id
    FROM (SELECT DISTINCT m.cluster_id
          FROM pg_temp.affected a JOIN lookalike_internal.cluster_member m ON m.image_id = a.image_id) c
    JOIN lookalike_internal.cluster_member m ON m.cluster_id = c.cluster_id
    EXCEPT SELECT a.image_id FROM pg_temp.affected a;
    ANALYZE pg_temp.affected;
    -- For so many images, one pass over all is faster.
    IF (SELECT count(*) FROM pg_temp.affected) > greatest(20000, (
        SELECT c.reltuples / 4 FROM pg_class c WHERE c.oid = 'lookalike_internal.image'::regclass)) THEN
        DROP TABLE pg_temp.affected;
        RETURN false;
    END IF;
    RETURN true;
END
$$;
COMMENT ON FUNCTION lookalike_internal.take_unclassified(boolean) IS
    'Empties the queue and puts the images that it concerns into pg_temp.affected; false where all images need a class again; one step of classify_images.';

CREATE OR REPLACE FUNCTION lookalike_internal.write_classes(this_policy integer, this_run bigint, images bigint[]) RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
BEGIN
    DELETE FROM lookalike_internal.retention_class k
    WHERE (write_classes.images IS NULL OR k.image_id = ANY (write_classes.images))
      AND NOT EXISTS (SELECT FROM pg_temp.wanted w WHERE w.image_id = k.image_id);
    INSERT INTO lookalike_internal.retention_class AS k (
        image_id, class, rule, reason, derived_from_image_id, policy_id, run_id, disposition, authority, derivation)
    SELECT w.image_id, w.class, w.rule, w.reason, w.derived_from_image_id, this_policy, this_run,
           w.disposition, w.authority, w.derivation
    FROM pg_temp.wanted w
    LEFT JOIN lookalike_internal.retention_class o ON o.image_id = w.image_id
    WHERE (o.class, o.rule, o.reason, o.derived_from_image_id, o.policy_id, o.disposition, o.authority, o.derivation)
          IS DISTINCT FROM
          (w.class, w.rule, w.reason, w.derived_from_image_id, this_policy, w.disposition, w.authority, w.derivation)
    ON CONFLICT (image_id) DO UPDATE SET
        class = excluded.class, rule = excluded.rule, reason = excluded.reason,
        derived_from_image_id = excluded.derived_from_image_id, policy_id = excluded.policy_id,
        run_id = excluded.run_id, disposition = excluded.disposition,
        authority = excluded.authority, derivation = excluded.derivation;
    PERFORM lookalike_internal.analyze_if_grown('lookalike_internal.retention_class');
END
$$;
COMMENT ON FUNCTION lookalike_internal.write_classes(integer, bigint, bigint[]) IS
    'Writes the classes of pg_temp.wanted that differ, and deletes the classes of images that are gone; one step of classify_images.';
