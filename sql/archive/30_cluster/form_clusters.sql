CREATE OR REPLACE PROCEDURE lookalike.form_clusters(rebuild boolean DEFAULT false)
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    SET work_mem = '256MB'
AS $$
DECLARE
    this_run bigint;
    this_radius integer;
    this_threshold integer;
    these_settings jsonb;
BEGIN
    PERFORM lookalike_internal.lock_stage('cluster');
    SELECT l.radius, l.threshold INTO this_radius, this_threshold FROM lookalike_internal.last_match l;
    this_radius := coalesce(this_radius, lookalike.get_setting('match_radius')::integer);
    this_threshold := coalesce(this_threshold, lookalike.get_setting('match_threshold')::integer);
    these_settings := jsonb_build_object('radius', this_radius, 'threshold', this_threshold);
    -- Under other settings, any cluster may become chained.
    rebuild := rebuild OR these_settings IS DISTINCT FROM (
        SELECT r.settings FROM lookalike_internal.run r WHERE r.stage = 'cluster' AND r.state = 'finished'
        ORDER BY r.run_id DESC LIMIT 1);
    this_run := lookalike_internal.start_run('cluster', these_settings);

    PERFORM lookalike_internal.apply_decisions(this_run);
    IF lookalike_internal.take_changes(rebuild) THEN
        PERFORM lookalike_internal.find_components();
        PERFORM lookalike_internal.cut_components();
        PERFORM lookalike_internal.describe_members();
        PERFORM lookalike_internal.number_components();
        PERFORM lookalike_internal.describe_components(this_radius, this_threshold);
        PERFORM lookalike_internal.write_clusters(this_run);
        DROP TABLE pg_temp.former, pg_temp.link, pg_temp.component, pg_temp.member, pg_temp.heir, pg_temp.formed;
    END IF;
    PERFORM lookalike_internal.finish_run(this_run, lookalike_internal.count_clusters());
END
$$;
COMMENT ON PROCEDURE lookalike.form_clusters(boolean) IS
    'Groups images into the connected components of the accepted matches, cut where people decided that two pictures '
    'are not duplicates. Works only on what changed since the last time, or on all images with rebuild. Clusters keep '
    'their numbers from run to run.';

-- The images that may change are those in the queue, all images in their clusters, and those that were
-- cut off from these. No accepted match leads out of this set: both images of a new match are in the queue.
CREATE OR REPLACE FUNCTION lookalike_internal.take_changes(rebuild boolean) RETURNS boolean
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    affected_count bigint;
BEGIN
    IF rebuild THEN
        DELETE FROM lookalike_internal.unclustered;
        DELETE FROM lookalike_internal.cut_match;
        CREATE TEMP TABLE former ON COMMIT DROP AS
        SELECT m.image_id, m.cluster_id FROM lookalike_internal.cluster_member m;
        CREATE TEMP TABLE link ON COMMIT DROP AS
        SELECT m.image_id_a, m.image_id_b, m.phash_256_distance,
               m.found_by <> 'hash' AND m.proof IS NOT DISTINCT FROM 'proven' AS is_proven
        FROM lookalike_internal.match m WHERE m.is_accepted;
        ANALYZE pg_temp.former;
    ELSE
        CREATE TEMP TABLE affected ON COMMIT DROP AS
        WITH taken AS (DELETE FROM lookalike_internal.unclustered RETURNING image_id)
        SELECT DISTINCT image_id FROM taken;
        GET DIAGNOSTICS affected_count = ROW_COUNT;
        IF affected_count = 0 THEN
            DROP TABLE pg_temp.affected;
            RETURN false;
        END IF;
        ANALYZE pg_temp.affected;
        PERFORM lookalike_internal.add_cut_off();
        CREATE TEMP TABLE former ON COMMIT DROP AS
        SELECT m.image_id, m.cluster_id
        FROM (SELECT DISTINCT m.cluster_id
              FROM pg_temp.affected t JOIN lookalike_internal.cluster_member m ON m.image_id = t.image_id) c
        JOIN lookalike_internal.cluster_member m ON m.cluster_id = c.cluster_id;
        ANALYZE pg_temp.former;
        INSERT INTO pg_temp.affected (image_id)
        SELECT f.image_id FROM pg_temp.former f
        EXCEPT SELECT t.image_id FROM pg_temp.affected t;
        ANALYZE pg_temp.affected;
        CREATE TEMP TABLE link ON COMMIT DROP AS
        SELECT m.image_id_a, m.image_id_b, m.phash_256_distance,
               m.found_by <> 'hash' AND m.proof IS NOT DISTINCT FROM 'proven' AS is_proven
        FROM pg_temp.affected a
        JOIN lookalike_internal.match m ON m.image_id_a = a.image_id
        JOIN pg_temp.affected b ON b.image_id = m.image_id_b
        WHERE m.is_accepted;
        DELETE FROM lookalike_internal.cut_match c USING pg_temp.affected a WHERE a.image_id = c.image_id_a;
        DELETE FROM lookalike_internal.cut_match c USING pg_temp.affected a WHERE a.image_id = c.image_id_b;
        DROP TABLE pg_temp.affected;
    END IF;
    ANALYZE pg_temp.link;
    RETURN true;
END
$$;
COMMENT ON FUNCTION lookalike_internal.take_changes(boolean) IS
    'Empties the queue. For the images that may change, stores their clusters so far in pg_temp.former and their '
    'accepted matches in pg_temp.link, and returns whether there are any; one step of form_clusters.';

-- Clusters that an earlier cut keeps apart are still one component.
CREATE OR REPLACE FUNCTION lookalike_internal.add_cut_off() RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    WHILE EXISTS (SELECT FROM lookalike_internal.cut_match) LOOP
        INSERT INTO pg_temp.affected (image_id)
        WITH reached AS (
            SELECT a.image_id FROM pg_temp.affected a
            UNION
            SELECT m.image_id
            FROM pg_temp.affected a
            JOIN lookalike_internal.cluster_member c ON c.image_id = a.image_id
            JOIN lookalike_internal.cluster_member m ON m.cluster_id = c.cluster_id
        )
        SELECT c.image_id_b FROM lookalike_internal.cut_match c JOIN reached r ON r.image_id = c.image_id_a
        UNION SELECT c.image_id_a FROM lookalike_internal.cut_match c JOIN reached r ON r.image_id = c.image_id_b
        EXCEPT SELECT a.image_id FROM pg_temp.affected a;
        EXIT WHEN NOT FOUND;
    END LOOP;
    ANALYZE pg_temp.affected;
END
$$;
COMMENT ON FUNCTION lookalike_internal.add_cut_off() IS
    'Adds the images that were cut off from the affected clusters to pg_temp.affected; one step of take_changes.';

CREATE OR REPLACE FUNCTION lookalike_internal.number_components() RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    -- A component keeps the number of the cluster with which it shares most images. Only the others get
    -- a new number. So numbers that people wrote down still mean the same cluster.
    CREATE TEMP TABLE heir ON COMMIT DROP AS
    WITH overlap AS (
        SELECT m.component, f.cluster_id, count(*) AS images, min(m.image_id) AS first_image_id
        FROM pg_temp.member m JOIN pg_temp.former f ON f.image_id = m.image_id
        GROUP BY m.component, f.cluster_id
    ), ranked AS (
        SELECT o.*,
               row_number() OVER (PARTITION BY o.cluster_id
                                  ORDER BY o.images DESC, o.first_image_id) AS among_components
        FROM overlap o
    )
    SELECT DISTINCT ON (r.component) r.component, r.cluster_id
    FROM ranked r WHERE r.among_components = 1
    ORDER BY r.component, r.images DESC, r.cluster_id;

    INSERT INTO pg_temp.heir (component, cluster_id)
    SELECT m.component,
           (SELECT coalesce(max(c.cluster_id), 0) FROM lookalike_internal.cluster c)
           + row_number() OVER (ORDER BY m.collection_id, m.path)
    FROM pg_temp.member m
    WHERE m.place = 1 AND NOT EXISTS (SELECT FROM pg_temp.heir h WHERE h.component = m.component);
    ANALYZE pg_temp.heir;
END
$$;
COMMENT ON FUNCTION lookalike_internal.number_components() IS
    'Stores the cluster number of each component in pg_temp.heir; one step of form_clusters.';

CREATE OR REPLACE FUNCTION lookalike_internal.write_clusters(this_run bigint) RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    new_members bigint;
    dropped text[];
BEGIN
    CREATE TEMP TABLE wanted ON COMMIT DROP AS
    SELECT m.image_id, h.cluster_id, f.cluster_id AS former_cluster_id
    FROM pg_temp.member m
    JOIN pg_temp.heir h ON h.component = m.component
    LEFT JOIN pg_temp.former f ON f.image_id = m.image_id
    WHERE f.cluster_id IS DISTINCT FROM h.cluster_id;
    ANALYZE pg_temp.wanted;

    SELECT count(*) INTO new_members FROM pg_temp.wanted w WHERE w.former_cluster_id IS NULL;
    -- The members first: their foreign key rests on the clusters.
    dropped := lookalike_internal.begin_bulk('lookalike_internal.cluster_member', new_members);
    dropped := lookalike_internal.begin_bulk('lookalike_internal.cluster', (SELECT count(*) FROM pg_temp.formed)) || dropped;

    UPDATE lookalike_internal.cluster c
    SET images = f.images, weakest_phash_256_distance = f.weakest_distance,
        central_image_id = f.central_image_id,
        weakest_image_id_a = f.weakest_image_id_a, weakest_image_id_b = f.weakest_image_id_b,
        diameter = f.diameter, is_diameter_exact = f.is_diameter_exact, is_chained = f.is_chained
    FROM pg_temp.formed f
    WHERE c.cluster_id = f.cluster_id
      AND (c.images, c.weakest_phash_256_distance, c.central_image_id, c.weakest_image_id_a,
           c.weakest_image_id_b, c.diameter, c.is_diameter_exact, c.is_chained)
          IS DISTINCT FROM
          (f.images, f.weakest_distance, f.central_image_id, f.weakest_image_id_a,
           f.weakest_image_id_b, f.diameter, f.is_diameter_exact, f.is_chained);
    INSERT INTO lookalike_internal.cluster (
        cluster_id, images, weakest_phash_256_distance, created_run_id, central_image_id,
        weakest_image_id_a, weakest_image_id_b, diameter, is_diameter_exact, is_chained)
    SELECT f.cluster_id, f.images, f.weakest_distance, this_run, f.central_image_id,
           f.weakest_image_id_a, f.weakest_image_id_b, f.diameter, f.is_diameter_exact, f.is_chained
    FROM pg_temp.formed f
    WHERE NOT EXISTS (SELECT FROM lookalike_internal.cluster c WHERE c.cluster_id = f.cluster_id)
    ORDER BY f.cluster_id;

    INSERT INTO lookalike_internal.cluster_change (run_id, from_cluster_id, to_cluster_id, images)
    SELECT this_run, w.former_cluster_id, w.cluster_id, count(*)
    FROM pg_temp.wanted w WHERE w.former_cluster_id IS NOT NULL
    GROUP BY w.former_cluster_id, w.cluster_id;
    DELETE FROM lookalike_internal.cluster_member m
    USING pg_temp.former f
    WHERE m.image_id = f.image_id
      AND NOT EXISTS (SELECT FROM pg_temp.component k WHERE k.node = f.image_id);
    UPDATE lookalike_internal.cluster_member m SET cluster_id = w.cluster_id
    FROM pg_temp.wanted w WHERE m.image_id = w.image_id AND w.former_cluster_id IS NOT NULL;
    INSERT INTO lookalike_internal.cluster_member (image_id, cluster_id)
    SELECT w.image_id, w.cluster_id
    FROM pg_temp.wanted w WHERE w.former_cluster_id IS NULL ORDER BY w.image_id;
    PERFORM lookalike_internal.end_bulk(dropped);
    PERFORM lookalike_internal.analyze_if_grown('lookalike_internal.cluster_member');
    PERFORM lookalike_internal.analyze_if_grown('lookalike_internal.cluster');

    UPDATE lookalike_internal.cluster c
    SET images = 0, weakest_phash_256_distance = NULL, retired_run_id = this_run,
        central_image_id = NULL, weakest_image_id_a = NULL, weakest_image_id_b = NULL,
        diameter = NULL, is_diameter_exact = NULL, is_chained = NULL
    FROM (SELECT DISTINCT f.cluster_id FROM pg_temp.former f) o
    WHERE c.cluster_id = o.cluster_id
      AND NOT EXISTS (SELECT FROM pg_temp.formed f WHERE f.cluster_id = c.cluster_id);
    DROP TABLE pg_temp.wanted;
END
$$;
COMMENT ON FUNCTION lookalike_internal.write_clusters(bigint) IS
    'Writes the clusters and members that differ from the stored ones; one step of form_clusters.';

CREATE OR REPLACE FUNCTION lookalike_internal.count_clusters() RETURNS jsonb
    LANGUAGE sql STABLE
    SET search_path = pg_catalog, pg_temp
RETURN (
    SELECT jsonb_build_object('clusters', count(*), 'images', coalesce(sum(c.images), 0))
    FROM lookalike_internal.cluster c WHERE c.retired_run_id IS NULL);
COMMENT ON FUNCTION lookalike_internal.count_clusters() IS
    'How many clusters there are, and how many images are in them.';
