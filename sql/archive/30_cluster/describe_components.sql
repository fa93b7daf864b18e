-- A description of each cluster, from the matches and the hashes of its members.
CREATE OR REPLACE FUNCTION lookalike_internal.describe_members() RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    -- LEFT JOIN: a scan may delete an image at the same time.
    CREATE TEMP TABLE member ON COMMIT DROP AS
    WITH placed AS (
        SELECT k.node AS image_id, k.component, k.pairs, i.collection_id, i.path,
               row_number() OVER (PARTITION BY k.component
                                  ORDER BY i.collection_id, i.path) AS place
        FROM pg_temp.component k
        LEFT JOIN lookalike_internal.image i ON i.image_id = k.node
    ), first AS (  -- without the paths, which take long to sort
        SELECT p.image_id, p.component, p.pairs, p.place,
               CASE WHEN p.place = 1 THEN p.collection_id END AS collection_id,
               CASE WHEN p.place = 1 THEN p.path END AS path
        FROM placed p
    )
    SELECT f.image_id, f.component, f.place::integer AS place,
           row_number() OVER (PARTITION BY f.component ORDER BY f.pairs DESC, f.place)::integer AS centrality,
           count(*) OVER (PARTITION BY f.component)::integer AS images,
           f.collection_id, f.path, p.image_id IS NOT NULL AS is_proven
    FROM first f
    LEFT JOIN (SELECT l.image_id_a AS image_id FROM pg_temp.link l WHERE l.is_proven
               UNION SELECT l.image_id_b FROM pg_temp.link l WHERE l.is_proven) p ON p.image_id = f.image_id;
    ANALYZE pg_temp.member;
END
$$;
COMMENT ON FUNCTION lookalike_internal.describe_members() IS
    'Stores the members of the components in pg_temp.member, with their places in order of collection and path and of '
    'their number of matches; one step of form_clusters.';

CREATE OR REPLACE FUNCTION lookalike_internal.describe_components(radius integer, threshold integer) RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    CREATE TEMP TABLE weakest ON COMMIT DROP AS
    SELECT DISTINCT ON (a.component) a.component, l.phash_256_distance AS distance,
           CASE WHEN a.place < b.place THEN a.image_id ELSE b.image_id END AS image_id_a,
           CASE WHEN a.place < b.place THEN b.image_id ELSE a.image_id END AS image_id_b
    FROM pg_temp.link l
    JOIN pg_temp.member a ON a.image_id = l.image_id_a
    JOIN pg_temp.member b ON b.image_id = l.image_id_b
    ORDER BY a.component, l.phash_256_distance DESC NULLS LAST,
             least(a.place, b.place), greatest(a.place, b.place);

    -- Only different hashes are compared: a thousand identical copies count once. A small cluster is
    -- compared without looking for equal hashes, which would take longer; for two images, their match
    -- gives the distance.
    CREATE TEMP TABLE look ON COMMIT DROP AS
    SELECT m.component, m.centrality, f.phash, f.phash_256, m.images AS looks, m.is_proven
    FROM pg_temp.member m
    JOIN lookalike_internal.fingerprint f ON f.image_id = m.image_id AND f.region = 'full'
    WHERE m.images BETWEEN 3 AND 20;
    INSERT INTO pg_temp.look (component, centrality, phash, phash_256, looks, is_proven)
    SELECT m.component, min(m.centrality), f.phash, f.phash_256,
           count(*) OVER (PARTITION BY m.component), bool_or(m.is_proven)
    FROM pg_temp.member m
    JOIN lookalike_internal.fingerprint f ON f.image_id = m.image_id AND f.region = 'full'
    WHERE m.images > 20
    GROUP BY m.component, f.phash, f.phash_256;
    ANALYZE pg_temp.look;

    CREATE TEMP TABLE farthest ON COMMIT DROP AS
    SELECT a.component, true AS is_exact,
           -- Where the pixels prove a crop or a mirrored copy, different hashes mean nothing.
           max(lookalike.hamming_distance(a.phash, b.phash))
               FILTER (WHERE NOT a.is_proven AND NOT b.is_proven) AS phash_distance,
           max(lookalike.hamming_distance(a.phash_256, b.phash_256))
               FILTER (WHERE NOT a.is_proven AND NOT b.is_proven) AS unproven_distance,
           max(lookalike.hamming_distance(a.phash_256, b.phash_256)) AS phash_256_distance
    FROM pg_temp.look a
    JOIN pg_temp.look b ON b.component = a.component AND b.centrality > a.centrality
    WHERE a.looks <= 1000 AND b.looks <= 1000
    GROUP BY a.component;

    -- Of more than 1000 hashes, all are compared with the central one, and with the one farthest from it.
    INSERT INTO pg_temp.farthest (component, is_exact, phash_distance, unproven_distance, phash_256_distance)
    WITH large AS (
        SELECT * FROM pg_temp.look l WHERE l.looks > 1000
    ), centre AS (
        SELECT * FROM large l WHERE l.centrality = 1
    ), outermost AS (
        SELECT DISTINCT ON (l.component) l.*
        FROM centre c JOIN large l ON l.component = c.component
        ORDER BY l.component, lookalike.hamming_distance(c.phash_256, l.phash_256) DESC NULLS LAST, l.centrality
    )
    SELECT s.component, false,
           max(lookalike.hamming_distance(s.phash, l.phash))
               FILTER (WHERE NOT s.is_proven AND NOT l.is_proven),
           max(lookalike.hamming_distance(s.phash_256, l.phash_256))
               FILTER (WHERE NOT s.is_proven AND NOT l.is_proven),
           max(lookalike.hamming_distance(s.phash_256, l.phash_256))
    FROM (TABLE centre UNION ALL TABLE outermost) s
    JOIN large l ON l.component = s.component
    GROUP BY s.component;
    ANALYZE pg_temp.farthest;

    CREATE TEMP TABLE formed ON COMMIT DROP AS
    SELECT h.cluster_id, c.images, c.image_id AS central_image_id,
           w.distance AS weakest_distance, w.image_id_a AS weakest_image_id_a, w.image_id_b AS weakest_image_id_b,
           coalesce(CASE WHEN c.images = 2 THEN w.distance ELSE f.phash_256_distance END, 0) AS diameter,
           coalesce(f.is_exact, true) AS is_diameter_exact,
           -- Two images have a match of their own, even if their pixels are alike and their hashes are not.
           c.images > 2 AND coalesce(f.phash_distance > radius OR f.unproven_distance > threshold, false)
               AS is_chained
    FROM pg_temp.member c
    JOIN pg_temp.heir h ON h.component = c.component
    JOIN pg_temp.weakest w ON w.component = c.component
    LEFT JOIN pg_temp.farthest f ON f.component = c.component
    WHERE c.centrality = 1;
    ANALYZE pg_temp.formed;
    DROP TABLE pg_temp.weakest, pg_temp.look, pg_temp.farthest;
END
$$;
COMMENT ON FUNCTION lookalike_internal.describe_components(integer, integer) IS
    'Stores the new clusters in pg_temp.formed: central image, weakest match, diameter, and whether they hold images '
    'too far apart for a match of their own; one step of form_clusters.';
