CREATE OR REPLACE PROCEDURE lookalike.classify_images(rebuild boolean DEFAULT false, as_of date DEFAULT NULL)
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
    these_rules jsonb;
    these_settings jsonb;
    last_settings jsonb;
    -- Triggers do not watch these two, but changes_on and outdated_images() find the images that they concern.
    dated constant text[] := ARRAY['as_of', 'authorities'];
    these_images bigint[];
    these_clusters integer[];
BEGIN
    classify_images.as_of := coalesce(classify_images.as_of, current_date);
    -- A day that has begun anywhere on earth.
    IF classify_images.as_of > (now() + interval '14 hours')::date THEN
        RAISE EXCEPTION 'the day % lies in the future', classify_images.as_of
            USING ERRCODE = 'invalid_parameter_value',
                  DETAIL = 'Images would get classes that allow what is not due yet.',
                  HINT = 'SELECT path, due_on FROM lookalike_detail.retention_classification shows what becomes due.';
    END IF;
    PERFORM lookalike_internal.lock_stage('classify');
    PERFORM lookalike.link_entries();
    PERFORM lookalike_internal.record_new_crops();
    this_policy := lookalike.policy_in_use();
    these_rules := lookalike.rules_of(this_policy);
    these_settings := lookalike_internal.classify_settings(classify_images.as_of);
    SELECT r.settings INTO last_settings
    FROM lookalike_internal.run r WHERE r.stage = 'classify' AND r.state = 'finished'
    ORDER BY r.run_id DESC LIMIT 1;
    rebuild := rebuild OR these_settings - dated IS DISTINCT FROM last_settings - dated
        OR coalesce(classify_images.as_of < (last_settings ->> 'as_of')::date, false)
        -- Nothing tells for which images a comparison with the day itself has another result.
        OR lookalike_internal.names_fact(these_rules, 'as_of') AND these_settings -> 'as_of' IS DISTINCT FROM last_settings -> 'as_of';
    this_run := lookalike_internal.start_run('classify', these_settings);

    IF lookalike_internal.take_unclassified(rebuild, last_settings -> 'authorities', these_settings) THEN
        SELECT array_agg(a.image_id), array_agg(DISTINCT m.cluster_id) FILTER (WHERE m.cluster_id IS NOT NULL)
        INTO these_images, these_clusters
        FROM pg_temp.affected a LEFT JOIN lookalike_internal.cluster_member m ON m.image_id = a.image_id;
        these_images := coalesce(these_images, '{}');
        these_clusters := coalesce(these_clusters, '{}');
        DROP TABLE pg_temp.affected;
    END IF;
    IF these_images IS NULL OR these_images <> '{}' THEN
        EXECUTE 'CREATE TEMP TABLE wanted ON COMMIT DROP AS '
                || lookalike_internal.compile_rules(these_rules, classify_images.as_of)
            USING these_images, these_clusters, classify_images.as_of;
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
COMMENT ON PROCEDURE lookalike.classify_images(boolean, date) IS
    'Gives images their retention class under the policy in use, with the rule and the reason in words. Years and due dates count to the day as_of, which is today unless it is given, and is recorded with the run: the same day gives the same classes. It looks at images that a change concerns since the last run, and at images for which a day has come; at all images under another policy, for an earlier day, or with rebuild. Writes only classes that differ.';

-- Policies and authorities that name a code are few, so texts are compared.
CREATE OR REPLACE FUNCTION lookalike_internal.outdated_images(authorities_before jsonb, now jsonb)
    RETURNS TABLE (image_id bigint)
    LANGUAGE sql STABLE
    SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    WITH changed AS MATERIALIZED (
        SELECT a.code, a.series
        FROM lookalike_internal.disposal_authority a
        WHERE outdated_images.authorities_before -> a.authority_id::text
              IS DISTINCT FROM outdated_images.now -> 'authorities' -> a.authority_id::text
    )
    SELECT k.image_id
    FROM lookalike_internal.retention_class k
    WHERE k.changes_on <= (outdated_images.now ->> 'as_of')::date
    UNION ALL
    SELECT l.image_id
    FROM changed c
    JOIN lookalike_internal.catalogue_entry e ON e.series = c.series AND e.missing_since IS NULL
    JOIN lookalike_internal.entry_image l ON l.entry_id = e.entry_id
    UNION ALL
    SELECT k.image_id
    FROM changed c
    JOIN lookalike_internal.retention_class k ON k.authority = c.code;
END;
COMMENT ON FUNCTION lookalike_internal.outdated_images(jsonb, jsonb) IS
    'Images of which a fact has changed though nobody changed anything: a day has come, or an authority that covers them was added, has begun or has ended.';

-- The queue holds changed images. A change also concerns images with the same pixels (decisions and holds go by
-- pixels), images that resemble a changed one without a proof or lie on it (their reason names it), and all images in one
-- cluster with any of these (a cluster is ranked together).
CREATE OR REPLACE FUNCTION lookalike_internal.take_unclassified(rebuild boolean, authorities_before jsonb, now jsonb)
    RETURNS boolean
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
    SELECT image_id FROM taken
    UNION
    SELECT o.image_id FROM lookalike_internal.outdated_images(authorities_before, now) o;
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
COMMENT ON FUNCTION lookalike_internal.take_unclassified(boolean, jsonb, jsonb) IS
    'Empties the queue and puts the images that it concerns, and outdated images, into pg_temp.affected; false where all images need a class again; one step of classify_images.';

CREATE OR REPLACE FUNCTION lookalike_internal.write_classes(this_policy integer, this_run bigint, images bigint[]) RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    new_classes bigint;
    dropped text[];
BEGIN
    DELETE FROM lookalike_internal.retention_class k
    WHERE (write_classes.images IS NULL OR k.image_id = ANY (write_classes.images))
      AND NOT EXISTS (SELECT FROM pg_temp.wanted w WHERE w.image_id = k.image_id);
    SELECT count(*) INTO new_classes FROM pg_temp.wanted w
    WHERE NOT EXISTS (SELECT FROM lookalike_internal.retention_class k WHERE k.image_id = w.image_id);
    dropped := lookalike_internal.begin_bulk('lookalike_internal.retention_class', new_classes);
    INSERT INTO lookalike_internal.retention_class AS k (
        image_id, class, rule, reason, derived_from_image_id, policy_id, run_id, disposition, authority, derivation,
        is_other_record, due_on, due_authority, due_action, changes_on)
    SELECT w.image_id, w.class, w.rule, w.reason, w.derived_from_image_id, this_policy, this_run,
           w.disposition, w.authority, w.derivation, w.is_other_record, w.due_on, w.due_authority, w.due_action, w.changes_on
    FROM pg_temp.wanted w
    LEFT JOIN lookalike_internal.retention_class o ON o.image_id = w.image_id
    WHERE (o.class, o.rule, o.reason, o.derived_from_image_id, o.policy_id, o.disposition, o.authority, o.derivation,
           o.is_other_record, o.due_on, o.due_authority, o.due_action)
          IS DISTINCT FROM
          (w.class, w.rule, w.reason, w.derived_from_image_id, this_policy, w.disposition, w.authority, w.derivation,
           w.is_other_record, w.due_on, w.due_authority, w.due_action)
    ON CONFLICT (image_id) DO UPDATE SET
        class = excluded.class, rule = excluded.rule, reason = excluded.reason,
        derived_from_image_id = excluded.derived_from_image_id, policy_id = excluded.policy_id,
        run_id = excluded.run_id, disposition = excluded.disposition,
        authority = excluded.authority, derivation = excluded.derivation,
        is_other_record = excluded.is_other_record, due_on = excluded.due_on,
        due_authority = excluded.due_authority, due_action = excluded.due_action, changes_on = excluded.changes_on;
    PERFORM lookalike_internal.end_bulk(dropped);
    -- The class stays that of the run that gave it.
    UPDATE lookalike_internal.retention_class k SET changes_on = w.changes_on
    FROM pg_temp.wanted w
    WHERE w.image_id = k.image_id AND w.changes_on IS DISTINCT FROM k.changes_on;
    PERFORM lookalike_internal.analyze_if_grown('lookalike_internal.retention_class');
END
$$;
COMMENT ON FUNCTION lookalike_internal.write_classes(integer, bigint, bigint[]) IS
    'Writes the classes of pg_temp.wanted that differ, and deletes the classes of images that are gone; one step of classify_images.';
