-- A component keeps the number of the cluster it shares most images with; only components that
-- are nobody's heir get a new number. So numbers people wrote down go on meaning the same thing.
CREATE OR REPLACE PROCEDURE lookalike.form_clusters()
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    this_run bigint;
BEGIN
    PERFORM lookalike.lock_stage('cluster');
    this_run := lookalike.start_run('cluster', '{}');
    PERFORM lookalike.find_components();

    CREATE TEMP TABLE heir ON COMMIT DROP AS
    WITH overlap AS (
        SELECT k.component, m.cluster_id, count(*) AS images,
               min(k.node) AS first_node
        FROM pg_temp.component k
        JOIN lookalike.cluster_member m ON m.image_id = k.node
        GROUP BY k.component, m.cluster_id
    ), ranked AS (
        SELECT o.*,
               row_number() OVER (PARTITION BY o.cluster_id
                                  ORDER BY o.images DESC, o.first_node) AS among_components
        FROM overlap o
    )
    SELECT DISTINCT ON (r.component) r.component, r.cluster_id
    FROM ranked r WHERE r.among_components = 1
    ORDER BY r.component, r.images DESC, r.cluster_id;

    INSERT INTO pg_temp.heir (component, cluster_id)
    SELECT n.component,
           (SELECT coalesce(max(c.cluster_id), 0) FROM lookalike.cluster c)
           + row_number() OVER (ORDER BY n.collection_id, n.path)
    FROM (
        SELECT DISTINCT ON (k.component) k.component, i.collection_id, i.path
        FROM pg_temp.component k
        JOIN lookalike.image i ON i.image_id = k.node
        WHERE NOT EXISTS (SELECT FROM pg_temp.heir h WHERE h.component = k.component)
        ORDER BY k.component, i.collection_id, i.path
    ) n;
    ANALYZE pg_temp.heir;

    CREATE TEMP TABLE wanted ON COMMIT DROP AS
    SELECT k.node AS image_id, h.cluster_id
    FROM pg_temp.component k JOIN pg_temp.heir h USING (component);
    CREATE UNIQUE INDEX ON pg_temp.wanted (image_id);
    ANALYZE pg_temp.wanted;

    CREATE TEMP TABLE formed ON COMMIT DROP AS
    SELECT w.cluster_id, count(*)::integer AS images
    FROM pg_temp.wanted w GROUP BY w.cluster_id;
    CREATE TEMP TABLE weakest ON COMMIT DROP AS
    SELECT w.cluster_id, max(m.phash_256_distance) AS distance
    FROM lookalike.match m JOIN pg_temp.wanted w ON w.image_id = m.image_id_a
    WHERE m.accepted GROUP BY w.cluster_id;

    INSERT INTO lookalike.cluster AS c (cluster_id, images, weakest_phash_256_distance, created_run_id)
    SELECT f.cluster_id, f.images, k.distance, this_run
    FROM pg_temp.formed f JOIN pg_temp.weakest k USING (cluster_id)
    ON CONFLICT (cluster_id) DO UPDATE SET
        images = excluded.images, retired_run_id = NULL,
        weakest_phash_256_distance = excluded.weakest_phash_256_distance
    WHERE (c.images, c.weakest_phash_256_distance, c.retired_run_id)
        IS DISTINCT FROM (excluded.images, excluded.weakest_phash_256_distance, NULL);

    INSERT INTO lookalike.cluster_change (run_id, from_cluster_id, to_cluster_id, images)
    SELECT this_run, m.cluster_id, w.cluster_id, count(*)
    FROM lookalike.cluster_member m JOIN pg_temp.wanted w USING (image_id)
    WHERE m.cluster_id <> w.cluster_id
    GROUP BY m.cluster_id, w.cluster_id;

    DELETE FROM lookalike.cluster_member m
    WHERE NOT EXISTS (SELECT FROM pg_temp.wanted w WHERE w.image_id = m.image_id);
    INSERT INTO lookalike.cluster_member AS m (image_id, cluster_id)
    SELECT w.image_id, w.cluster_id FROM pg_temp.wanted w
    ON CONFLICT (image_id) DO UPDATE SET cluster_id = excluded.cluster_id
    WHERE m.cluster_id <> excluded.cluster_id;
    PERFORM lookalike.analyze_if_grown('lookalike.cluster_member');
    PERFORM lookalike.analyze_if_grown('lookalike.cluster');

    UPDATE lookalike.cluster c SET images = 0, weakest_phash_256_distance = NULL, retired_run_id = this_run
    WHERE c.retired_run_id IS NULL
      AND NOT EXISTS (SELECT FROM pg_temp.formed f WHERE f.cluster_id = c.cluster_id);

    PERFORM lookalike.finish_run(this_run, jsonb_build_object(
        'clusters', (SELECT count(*) FROM pg_temp.formed),
        'images', (SELECT count(*) FROM pg_temp.wanted)));
    DROP TABLE pg_temp.component, pg_temp.heir, pg_temp.wanted, pg_temp.formed, pg_temp.weakest;
END
$$;
COMMENT ON PROCEDURE lookalike.form_clusters() IS
    'Groups images into the connected components of the accepted matches; cluster numbers are kept from run to run.';
