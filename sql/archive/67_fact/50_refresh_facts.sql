-- Into an empty table, rows go without an index; the primary key is one of those that are made after it.
CREATE OR REPLACE FUNCTION lookalike_internal.fill_facts(fact regclass, new_rows bigint) RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    dropped text[] := lookalike_internal.begin_bulk(fact, new_rows);
    primary_key record;
BEGIN
    IF dropped <> '{}' THEN
        SELECT k.conname AS name, pg_get_constraintdef(k.oid) AS definition INTO primary_key
        FROM pg_constraint k WHERE k.conrelid = fact AND k.contype = 'p';
        EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', fact, primary_key.name);
        dropped := format('ALTER TABLE %s ADD CONSTRAINT %I %s', fact, primary_key.name, primary_key.definition) || dropped;
    END IF;
    EXECUTE format('INSERT INTO %s SELECT w.* FROM pg_temp.wanted_fact w', fact);
    PERFORM lookalike_internal.end_bulk(dropped);
END
$$;
COMMENT ON FUNCTION lookalike_internal.fill_facts(regclass, bigint) IS
    'Fills an empty table of facts from wanted_fact; one step of refresh_facts.';

-- What differs is written, and what is gone is deleted, so that rows that stay as they are cost no write. `wanted` is a call
-- that gives the rows that there should be, `concerned` the condition on the rows `f` that there are. Both may use $1, the images, and
-- $2, their clusters; null means all.
CREATE OR REPLACE FUNCTION lookalike_internal.write_facts(
    fact regclass, key text, wanted text, concerned text, images bigint[], clusters integer[], pictures bytea[]
) RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    keys constant text[] := string_to_array(key, ', ');
    same_key text;
    is_another text;
    changes text;
    new_rows bigint;
    is_empty boolean;
    dropped text[];
BEGIN
    -- AS takes collations from the expressions behind the columns, so each comparison names its collation.
    SELECT string_agg(format('f.%1$I = %2$s', a.attname, a.wanted), ' AND ') FILTER (WHERE a.attname = ANY (keys)),
           format('(%s) IS DISTINCT FROM (%s)', string_agg(format('f.%I', a.attname), ', ' ORDER BY a.attnum),
                  string_agg(a.wanted, ', ' ORDER BY a.attnum)),
           string_agg(format('%1$I = w.%1$I', a.attname), ', ') FILTER (WHERE a.attname <> ALL (keys))
    INTO same_key, is_another, changes
    FROM (SELECT c.attname, c.attnum,
                 format('w.%I', c.attname) || CASE WHEN c.attcollation = 0 THEN '' ELSE ' COLLATE pg_catalog."default"' END AS wanted
          FROM pg_attribute c WHERE c.attrelid = fact AND c.attnum > 0 AND NOT c.attisdropped) a;
    -- AS, because INSERT is not computed in parallel.
    EXECUTE format('CREATE TEMP TABLE wanted_fact ON COMMIT DROP AS SELECT w.* FROM %s w', wanted) USING images, clusters, pictures;
    GET DIAGNOSTICS new_rows = ROW_COUNT;
    EXECUTE format('SELECT NOT EXISTS (SELECT FROM %s)', fact) INTO is_empty;
    IF is_empty THEN
        PERFORM lookalike_internal.fill_facts(fact, new_rows);
    ELSE
        EXECUTE format('CREATE UNIQUE INDEX ON pg_temp.wanted_fact (%s)', key);
        ANALYZE pg_temp.wanted_fact;
        EXECUTE format('DELETE FROM %s f WHERE (%s) AND NOT EXISTS (SELECT FROM pg_temp.wanted_fact w WHERE %s)', fact, concerned, same_key)
            USING images, clusters;
        EXECUTE format('UPDATE %s f SET %s FROM pg_temp.wanted_fact w WHERE %s AND %s', fact, changes, same_key, is_another);
        EXECUTE format('SELECT count(*) FROM pg_temp.wanted_fact w WHERE NOT EXISTS (SELECT FROM %s f WHERE %s)', fact, same_key) INTO new_rows;
        dropped := lookalike_internal.begin_bulk(fact, new_rows);
        -- An anti-join with a table that the planner takes for empty would read all that is being inserted, for each row.
        EXECUTE format('INSERT INTO %s SELECT w.* FROM pg_temp.wanted_fact w ON CONFLICT (%s) DO NOTHING', fact, key);
        PERFORM lookalike_internal.end_bulk(dropped);
    END IF;
    PERFORM lookalike_internal.analyze_if_grown(fact);
    DROP TABLE pg_temp.wanted_fact;
END
$$;
COMMENT ON FUNCTION lookalike_internal.write_facts(regclass, text, text, text, bigint[], integer[], bytea[]) IS
    'Brings one table of facts to what a query gives; one step of refresh_facts.';

-- In this order: image_fact reads conflict_fact, cluster_fact reads image_fact, queue_fact reads conflict_fact.
CREATE OR REPLACE FUNCTION lookalike_internal.write_all_facts(images bigint[], clusters integer[], pictures bytea[]) RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM lookalike_internal.write_facts(
        'lookalike_internal.conflict_fact', 'kind, group_id, field',
        'lookalike_internal.list_conflicts($2, $1)',
        '$1 IS NULL OR f.group_id = ANY (lookalike_internal.group_ids($2, $1))',
        images, clusters, pictures);
    PERFORM lookalike_internal.write_facts(
        'lookalike_internal.image_fact', 'image_id',
        'lookalike_internal.list_image_facts($1, $2, $3)',
        '$1 IS NULL OR f.image_id = ANY ($1)',
        images, clusters, pictures);
    PERFORM lookalike_internal.write_facts(
        'lookalike_internal.cluster_fact', 'cluster_id',
        'lookalike_internal.list_cluster_facts($2)',
        '$1 IS NULL OR f.cluster_id = ANY ($2)',
        images, clusters, pictures);
    PERFORM lookalike_internal.write_facts(
        'lookalike_internal.pair_fact', 'image_id_a, image_id_b',
        'lookalike_internal.list_pair_facts($1)',
        '$1 IS NULL OR f.image_id_a = ANY ($1) OR f.image_id_b = ANY ($1)',
        images, clusters, pictures);
    PERFORM lookalike_internal.write_facts(
        'lookalike_internal.queue_fact', 'image_id, kind, other_image_id',
        'lookalike_internal.list_queue($1, $2, true)',
        '$1 IS NULL OR f.image_id = ANY ($1) OR f.other_image_id = ANY ($1)',
        images, clusters, pictures);
    PERFORM lookalike_internal.refresh_shared_pictures(images, clusters);
END
$$;
COMMENT ON FUNCTION lookalike_internal.write_all_facts(bigint[], integer[], bytea[]) IS
    'Brings all tables of facts up to date for these images, with their clusters and the pictures of those outside clusters; one step of refresh_facts.';

-- All rows of each table are wanted. A nested loop, which the planner takes where it thinks that there are few, would read a
-- table once for each of a million rows.
CREATE OR REPLACE FUNCTION lookalike_internal.rebuild_facts() RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    SET enable_nestloop = off
AS $$
BEGIN
    PERFORM lookalike_internal.write_all_facts(NULL, NULL, NULL);
END
$$;
COMMENT ON FUNCTION lookalike_internal.rebuild_facts() IS 'Works out all facts; one step of refresh_facts.';

-- SECURITY DEFINER: facts count all images, also those that the caller may not see, and no role may write to them
-- (docs/decisions/0059-kept-facts.md).
CREATE OR REPLACE PROCEDURE lookalike.refresh_facts(rebuild boolean DEFAULT false)
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    SET work_mem = '256MB'
    SET "TimeZone" = 'UTC'
AS $$
DECLARE
    began constant timestamptz := clock_timestamp();
    these_settings constant jsonb := lookalike_internal.fact_settings();
    taken bigint[];
    images bigint[];
    clusters integer[];
    pictures bytea[];
BEGIN
    PERFORM lookalike_internal.lock_stage('refresh');
    rebuild := rebuild OR lookalike_internal.is_all_stale();
    -- Rows that come while this runs wait for the next time.
    WITH gone AS (DELETE FROM lookalike_internal.unrefreshed RETURNING image_id)
    SELECT array_agg(DISTINCT g.image_id) INTO taken FROM gone g WHERE NOT rebuild;
    IF NOT rebuild THEN
        IF taken IS NULL THEN
            PERFORM lookalike_internal.refresh_shared_pictures('{}', '{}');
            UPDATE lookalike_internal.fact_state SET refreshed_at = began;
            RETURN;
        END IF;
        images := lookalike_internal.concerned_images(taken);
        -- Also the clusters that images have left.
        clusters := ARRAY(
            SELECT m.cluster_id FROM lookalike_internal.cluster_member m WHERE m.image_id = ANY (images)
            UNION
            SELECT f.cluster_id FROM lookalike_internal.image_fact f WHERE f.image_id = ANY (images) AND f.cluster_id IS NOT NULL);
        pictures := ARRAY(
            SELECT DISTINCT i.pixel_digest FROM lookalike_internal.image i
            WHERE i.image_id = ANY (images)
              AND NOT EXISTS (SELECT FROM lookalike_internal.cluster_member m WHERE m.image_id = i.image_id));
    END IF;

    IF rebuild THEN
        PERFORM lookalike_internal.rebuild_facts();
    ELSE
        PERFORM lookalike_internal.write_all_facts(images, clusters, pictures);
    END IF;
    INSERT INTO lookalike_internal.fact_state (refreshed_at, settings) VALUES (began, these_settings)
    ON CONFLICT (is_only) DO UPDATE SET refreshed_at = excluded.refreshed_at, settings = excluded.settings;
END
$$;
COMMENT ON PROCEDURE lookalike.refresh_facts(boolean) IS
    'Brings the facts that analysts read (views image_fact, cluster_fact, pair_fact, conflict_fact, and the queue of reviews) up to date: for the images that a change concerns, or for all with rebuild. Each command of Lookalike that changes something ends with it.';
