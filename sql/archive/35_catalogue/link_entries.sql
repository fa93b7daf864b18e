-- An entry is linked to images by the first of these that finds any: digest, path, file name, id in the
-- file name. The result does not depend on the order in which entries and images came: an entry is
-- resolved again when it has changed, or an image that it may be about.
CREATE OR REPLACE FUNCTION lookalike.link_entries() RETURNS jsonb
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    SET client_min_messages = warning
    SET work_mem = '128MB'
AS $$
#variable_conflict use_column
DECLARE
    too_many constant integer := 100;  -- a picture with more copies is a blank page, and tells nothing
    all_lengths constant integer[] := '{1,2,3,4,5,6,7,8,9,10,11,12}';  -- runs of letters and digits in an id
    lengths integer[];
    images_waiting bigint;
    added bigint := 0;
    removed bigint := 0;
    published bigint[];
BEGIN
    IF NOT EXISTS (SELECT FROM lookalike_internal.unlinked_image)
       AND NOT EXISTS (SELECT FROM lookalike_internal.unlinked_entry u WHERE u.reason IS NULL) THEN
        RETURN jsonb_build_object('added', 0, 'removed', 0);
    END IF;
    PERFORM lookalike_internal.lock_stage('link entries');
    PERFORM lookalike_internal.lock_guards();  -- a link may bring a hold or a publication to an image

    CREATE TEMP TABLE come_image ON COMMIT DROP AS
    WITH taken AS (DELETE FROM lookalike_internal.unlinked_image RETURNING image_id)
    SELECT DISTINCT t.image_id FROM taken t;
    GET DIAGNOSTICS images_waiting = ROW_COUNT;
    IF NOT EXISTS (SELECT FROM lookalike_internal.catalogue_entry) THEN
        DROP TABLE pg_temp.come_image;
        RETURN jsonb_build_object('added', 0, 'removed', 0);
    END IF;
    ANALYZE pg_temp.come_image;
    PERFORM lookalike_internal.analyze_if_grown('lookalike_internal.image');
    PERFORM lookalike_internal.analyze_if_grown('lookalike_internal.catalogue_entry');
    PERFORM lookalike_internal.analyze_if_grown('lookalike_internal.entry_image');

    -- 1. The entries to resolve: those that wait, and those to which the new images may be linked.
    CREATE TEMP TABLE come_entry ON COMMIT DROP AS
    SELECT u.entry_id, u.is_changed FROM lookalike_internal.unlinked_entry u WHERE u.reason IS NULL;
    IF images_waiting > 10000
       AND images_waiting * 4 > (SELECT c.reltuples FROM pg_class c WHERE c.oid = 'lookalike_internal.image'::regclass) THEN
        INSERT INTO pg_temp.come_entry SELECT e.entry_id, false FROM lookalike_internal.catalogue_entry e;
    ELSIF images_waiting > 0 THEN
        CREATE TEMP TABLE come_name ON COMMIT DROP AS
        SELECT i.image_id, i.sha256, lookalike_internal.file_name_key(i.path) COLLATE "C" AS name_key,
               lookalike_internal.file_id_key(i.path) AS id_key,
               ARRAY[lookalike_internal.file_place_key(i.path), lookalike_internal.file_place_key(o.root || '/' || i.path)] COLLATE "C" AS place_keys
        FROM pg_temp.come_image c
        JOIN lookalike_internal.image i ON i.image_id = c.image_id
        JOIN lookalike_internal.collection o ON o.collection_id = i.collection_id;
        ANALYZE pg_temp.come_name;
        INSERT INTO pg_temp.come_entry (entry_id, is_changed)
        SELECT l.entry_id, false FROM pg_temp.come_image c JOIN lookalike_internal.entry_image l ON l.image_id = c.image_id
        UNION ALL
        SELECT e.entry_id, false FROM pg_temp.come_name c
        JOIN lookalike_internal.catalogue_entry e ON length(e.digest) = 64 AND e.digest COLLATE "C" = encode(c.sha256, 'hex') COLLATE "C"
        UNION ALL
        SELECT p.entry_id, false FROM pg_temp.come_name c JOIN lookalike_internal.published_entry p ON p.sha256 = c.sha256
        UNION ALL
        -- If an entry has found its image by digest or path, only images at its path matter, not others with its name.
        SELECT e.entry_id, false FROM (SELECT DISTINCT c.name_key FROM pg_temp.come_name c) c
        JOIN lookalike_internal.catalogue_entry e ON e.file IS NOT NULL AND lookalike_internal.file_name_key(e.file) COLLATE "C" = c.name_key
        WHERE NOT EXISTS (SELECT FROM lookalike_internal.entry_image l
                          WHERE l.entry_id = e.entry_id AND l.link_evidence IN ('digest', 'path'))
        UNION ALL
        SELECT e.entry_id, false FROM (SELECT DISTINCT p.key FROM pg_temp.come_name c, unnest(c.place_keys) AS p (key)) c
        JOIN lookalike_internal.catalogue_entry e ON e.file IS NOT NULL AND lookalike_internal.file_place_key(e.file) COLLATE "C" = c.key;
        CREATE TEMP TABLE come_part ON COMMIT DROP AS
        SELECT DISTINCT p.part COLLATE "C" AS part
        FROM pg_temp.come_name c CROSS JOIN LATERAL lookalike_internal.id_parts(c.id_key, all_lengths) p;
        ANALYZE pg_temp.come_part;
        INSERT INTO pg_temp.come_entry (entry_id, is_changed)
        SELECT e.entry_id, false FROM pg_temp.come_part p
        JOIN lookalike_internal.catalogue_entry e ON lookalike_internal.id_key(e.external_id) COLLATE "C" = p.part
        UNION ALL
        SELECT e.entry_id, false FROM pg_temp.come_part p
        JOIN lookalike_internal.catalogue_entry e ON e.external_id LIKE '%:%' AND lookalike_internal.local_id_key(e.external_id) COLLATE "C" = p.part;
        DROP TABLE pg_temp.come_name, pg_temp.come_part;
    END IF;
    -- And entries with the name, the id or a part of the id of an entry that came, changed or went.
    IF (SELECT count(DISTINCT c.entry_id) FROM pg_temp.come_entry c) < (SELECT count(*) FROM lookalike_internal.catalogue_entry) THEN
        INSERT INTO pg_temp.come_entry (entry_id, is_changed)
        SELECT e.entry_id, false
        FROM (SELECT DISTINCT e.catalogue_id, lookalike_internal.file_name_key(e.file) COLLATE "C" AS name_key
              FROM lookalike_internal.unlinked_entry u JOIN lookalike_internal.catalogue_entry e USING (entry_id)
              WHERE u.reason IS NULL AND e.file IS NOT NULL) k
        JOIN lookalike_internal.catalogue_entry e ON e.catalogue_id = k.catalogue_id AND e.file IS NOT NULL
             AND lookalike_internal.file_name_key(e.file) COLLATE "C" = k.name_key
        WHERE NOT EXISTS (SELECT FROM lookalike_internal.entry_image l
                          WHERE l.entry_id = e.entry_id AND l.link_evidence IN ('digest', 'path'))
        UNION ALL
        SELECT e.entry_id, false
        FROM (SELECT DISTINCT e.catalogue_id, p.part COLLATE "C" AS id_key
              FROM lookalike_internal.unlinked_entry u JOIN lookalike_internal.catalogue_entry e USING (entry_id)
              CROSS JOIN LATERAL lookalike_internal.id_parts(lookalike_internal.id_key(e.external_id), all_lengths) p
              WHERE u.reason IS NULL) k
        JOIN lookalike_internal.catalogue_entry e ON e.catalogue_id = k.catalogue_id
             AND lookalike_internal.id_key(e.external_id) COLLATE "C" = k.id_key;
    END IF;

    CREATE TEMP TABLE entry ON COMMIT DROP AS
    SELECT e.entry_id, e.catalogue_id, c.is_changed,
           CASE WHEN e.digest ~ '^[0-9a-f]{64}$' THEN decode(e.digest, 'hex') END AS sha256,
           lookalike_internal.path_key(e.file) COLLATE "C" AS path_key,
           lookalike_internal.file_name_key(e.file) COLLATE "C" AS name_key,
           NULL::text AS link_evidence, NULL::text AS reason
    FROM (SELECT c.entry_id, bool_or(c.is_changed) AS is_changed FROM pg_temp.come_entry c GROUP BY c.entry_id) c
    JOIN lookalike_internal.catalogue_entry e ON e.entry_id = c.entry_id AND e.missing_since IS NULL;
    ALTER TABLE pg_temp.entry ADD PRIMARY KEY (entry_id);
    ANALYZE pg_temp.entry;
    -- An entry that is no longer in the catalogue still says that its picture was published.
    SELECT array_agg(DISTINCT c.entry_id) INTO published
    FROM pg_temp.come_entry c
    WHERE EXISTS (SELECT FROM lookalike_internal.catalogue_entry e WHERE e.entry_id = c.entry_id AND e.is_published)
       OR EXISTS (SELECT FROM lookalike_internal.published_entry p WHERE p.entry_id = c.entry_id);
    DROP TABLE pg_temp.come_image, pg_temp.come_entry;
    CREATE TEMP TABLE link (entry_id bigint NOT NULL, image_id bigint NOT NULL, link_evidence text NOT NULL) ON COMMIT DROP;

    -- 2. By digest: the same bytes.
    WITH digest AS (
        SELECT s.sha256, array_agg(i.image_id) AS images
        FROM (SELECT DISTINCT e.sha256 FROM pg_temp.entry e WHERE e.sha256 IS NOT NULL) s
        JOIN lookalike_internal.present_image i ON i.sha256 = s.sha256
        GROUP BY s.sha256 HAVING count(*) <= too_many
    )
    INSERT INTO pg_temp.link (entry_id, image_id, link_evidence)
    SELECT e.entry_id, i.image_id, 'digest'
    FROM digest d JOIN pg_temp.entry e ON e.sha256 = d.sha256 CROSS JOIN LATERAL unnest(d.images) AS i (image_id);
    UPDATE pg_temp.entry e SET link_evidence = 'digest'
    FROM (SELECT DISTINCT l.entry_id FROM pg_temp.link l) l WHERE l.entry_id = e.entry_id;

    -- 3. By path. Each name is resolved once, however many entries share it: first the images with the same
    -- name, then those of them with the same folders.
    CREATE TEMP TABLE named ON COMMIT DROP AS
    SELECT i.image_id, i.pixel_digest, n.name_key, lookalike_internal.path_key(i.path) COLLATE "C" AS relative_key,
           lookalike_internal.path_key(c.root || '/' || i.path) COLLATE "C" AS absolute_key
    FROM (SELECT DISTINCT e.name_key FROM pg_temp.entry e WHERE e.link_evidence IS NULL AND e.name_key <> '') n
    JOIN lookalike_internal.present_image i ON lookalike_internal.file_name_key(i.path) COLLATE "C" = n.name_key
    JOIN lookalike_internal.collection c ON c.collection_id = i.collection_id;
    CREATE INDEX ON pg_temp.named (name_key);
    ANALYZE pg_temp.named;
    CREATE TEMP TABLE wanted ON COMMIT DROP AS
    SELECT DISTINCT e.path_key, e.name_key, cardinality(string_to_array(e.path_key, '/')) AS parts
    FROM pg_temp.entry e WHERE e.link_evidence IS NULL AND e.name_key <> '';
    ANALYZE pg_temp.wanted;

    CREATE TEMP TABLE found_path ON COMMIT DROP AS
    -- the whole path, as it is written
    SELECT w.path_key, n.image_id, n.pixel_digest, 1000 AS agreement
    FROM pg_temp.wanted w JOIN pg_temp.named n ON n.relative_key = w.path_key;
    ANALYZE pg_temp.found_path;
    -- the end of the absolute path of a file, or a path that ends with the relative path of a file
    CREATE TEMP TABLE sought ON COMMIT DROP AS
    SELECT w.path_key, w.parts, w.name_key FROM pg_temp.wanted w
    WHERE w.parts > 1 AND NOT EXISTS (SELECT FROM pg_temp.found_path f WHERE f.path_key = w.path_key);
    ANALYZE pg_temp.sought;
    INSERT INTO pg_temp.found_path
    SELECT DISTINCT s.path_key, n.image_id, n.pixel_digest, s.parts
    FROM pg_temp.named n
    CROSS JOIN LATERAL string_to_array(n.absolute_key, '/') AS t (parts)
    CROSS JOIN LATERAL generate_series(1, cardinality(t.parts) - 1) AS g (n)
    JOIN pg_temp.sought s ON s.path_key = array_to_string(t.parts[g.n:], '/') COLLATE "C"
    WHERE n.name_key IN (SELECT s.name_key FROM pg_temp.sought s);
    INSERT INTO pg_temp.found_path
    SELECT DISTINCT s.path_key, n.image_id, n.pixel_digest, s.parts - g.n + 1
    FROM pg_temp.sought s
    CROSS JOIN LATERAL string_to_array(s.path_key, '/') AS t (parts)
    CROSS JOIN LATERAL generate_series(2, s.parts - 1) AS g (n)
    JOIN pg_temp.named n ON n.relative_key = array_to_string(t.parts[g.n:], '/') COLLATE "C";
    ANALYZE pg_temp.found_path;

    -- Of several, those that agree in the most parts; all copies of one picture are linked.
    CREATE TEMP TABLE resolved ON COMMIT DROP AS
    SELECT f.path_key, 'path'::text AS link_evidence, array_agg(f.image_id ORDER BY f.image_id) AS images,
           count(DISTINCT f.pixel_digest) AS pictures
    FROM (SELECT f.*, rank() OVER (PARTITION BY f.path_key ORDER BY f.agreement DESC) AS place FROM pg_temp.found_path f) f
    WHERE f.place = 1 GROUP BY f.path_key;

    -- 4. By file name, where only one picture has the name, and only one path in the catalogue ends with it.
    INSERT INTO pg_temp.resolved (path_key, link_evidence, images, pictures)
    SELECT w.path_key, 'file name', n.images, n.pictures
    FROM pg_temp.wanted w
    JOIN (SELECT n.name_key, (array_agg(n.image_id ORDER BY n.image_id))[1:too_many + 1] AS images,
                 count(DISTINCT n.pixel_digest) AS pictures
          FROM pg_temp.named n GROUP BY n.name_key) n ON n.name_key = w.name_key
    WHERE NOT EXISTS (SELECT FROM pg_temp.resolved r WHERE r.path_key = w.path_key);
    ANALYZE pg_temp.resolved;
    CREATE TEMP TABLE shared_name ON COMMIT DROP AS
    SELECT e.catalogue_id, w.name_key
    FROM (SELECT DISTINCT w.name_key FROM pg_temp.resolved r JOIN pg_temp.wanted w USING (path_key)
          WHERE r.link_evidence = 'file name') w
    JOIN lookalike_internal.catalogue_entry e ON e.file IS NOT NULL AND e.missing_since IS NULL
         AND lookalike_internal.file_name_key(e.file) COLLATE "C" = w.name_key
    GROUP BY e.catalogue_id, w.name_key
    HAVING count(DISTINCT lookalike_internal.path_key(e.file)) > 1;
    UPDATE pg_temp.entry e
    SET link_evidence = CASE WHEN NOT r.is_unclear AND NOT r.is_shared THEN r.link_evidence END,
        reason = CASE WHEN r.pictures > 1 THEN
                          format('%s different pictures %s: "%s"%s', r.pictures,
                                 CASE r.link_evidence WHEN 'path' THEN 'have this path' ELSE 'are called so' END,
                                 r.paths, CASE WHEN cardinality(r.images) > 3 THEN ' and others' ELSE '' END)
                      WHEN r.is_unclear THEN format('more than %s copies of one picture are called so: "%s" and others', too_many, r.paths)
                      WHEN r.is_shared THEN format('its file is not where it says; "%s" is called so, but so are files of other entries', r.paths)
                 END
    FROM (SELECT e.entry_id, r.link_evidence, r.images, r.pictures,
                 r.pictures > 1 OR cardinality(r.images) > too_many AS is_unclear,
                 r.link_evidence = 'file name' AND EXISTS (
                     SELECT FROM pg_temp.shared_name s
                     WHERE s.catalogue_id = e.catalogue_id AND s.name_key = e.name_key) AS is_shared,
                 CASE WHEN r.pictures > 1 OR cardinality(r.images) > too_many OR r.link_evidence = 'file name' THEN (
                     SELECT string_agg(i.path, '", "' ORDER BY i.path)
                     FROM lookalike_internal.image i WHERE i.image_id = ANY (r.images[1:3])) END AS paths
          FROM pg_temp.resolved r JOIN pg_temp.entry e ON e.path_key = r.path_key AND e.link_evidence IS NULL) r
    WHERE e.entry_id = r.entry_id;
    INSERT INTO pg_temp.link (entry_id, image_id, link_evidence)
    SELECT e.entry_id, i.image_id, e.link_evidence
    FROM pg_temp.entry e JOIN pg_temp.resolved r ON r.path_key = e.path_key
    CROSS JOIN LATERAL unnest(r.images) AS i (image_id)
    WHERE e.link_evidence IN ('path', 'file name');
    DROP TABLE pg_temp.named, pg_temp.wanted, pg_temp.found_path, pg_temp.sought, pg_temp.resolved, pg_temp.shared_name;

    -- 5. By the id in the file name.
    CREATE TEMP TABLE id ON COMMIT DROP AS
    SELECT e.entry_id, e.catalogue_id, k.id_key COLLATE "C" AS id_key, k.is_local,
           lookalike_internal.is_telling_id(k.id_key) AS is_telling
    FROM pg_temp.entry e
    JOIN lookalike_internal.catalogue_entry c ON c.entry_id = e.entry_id
    CROSS JOIN LATERAL (VALUES (lookalike_internal.id_key(c.external_id), false),
                               (lookalike_internal.local_id_key(c.external_id), true)) AS k (id_key, is_local)
    WHERE e.link_evidence IS NULL AND k.id_key <> '';
    CREATE INDEX ON pg_temp.id (id_key);
    ANALYZE pg_temp.id;
    SELECT array_agg(DISTINCT cardinality(string_to_array(d.id_key, ' '))) INTO lengths FROM pg_temp.id d
    WHERE cardinality(string_to_array(d.id_key, ' ')) <= 12;
    IF lengths IS NOT NULL THEN
        CREATE TEMP TABLE hit ON COMMIT DROP AS
        SELECT d.entry_id, d.catalogue_id, i.image_id, p.first_part, p.parts
        FROM lookalike_internal.image i
        CROSS JOIN LATERAL lookalike_internal.id_parts(lookalike_internal.file_id_key(i.path), lengths) p
        JOIN pg_temp.id d ON d.id_key = p.part COLLATE "C" AND (d.is_telling OR p.is_whole)
        WHERE i.missing_since IS NULL;
        ANALYZE pg_temp.hit;
        -- A file name with O 548/a,b does not mean O 548.
        CREATE TEMP TABLE longer ON COMMIT DROP AS
        SELECT e.catalogue_id, i.image_id, p.first_part, p.parts, min(e.external_id) AS external_id, i.path
        FROM (SELECT DISTINCT h.image_id FROM pg_temp.hit h) h
        JOIN lookalike_internal.image i ON i.image_id = h.image_id
        CROSS JOIN LATERAL lookalike_internal.id_parts(
            lookalike_internal.file_id_key(i.path),
            ARRAY(SELECT n FROM unnest(all_lengths) n WHERE n > (SELECT min(m) FROM unnest(lengths) m))) p
        JOIN lookalike_internal.catalogue_entry e ON lookalike_internal.id_key(e.external_id) COLLATE "C" = p.part COLLATE "C"
             AND e.missing_since IS NULL
        GROUP BY e.catalogue_id, i.image_id, p.first_part, p.parts, i.path;
        WITH lost AS (
            DELETE FROM pg_temp.hit h USING pg_temp.longer l
            WHERE l.catalogue_id = h.catalogue_id AND l.image_id = h.image_id AND l.parts > h.parts
              AND l.first_part <= h.first_part AND l.first_part + l.parts >= h.first_part + h.parts
            RETURNING h.entry_id, l.external_id, l.path
        )
        UPDATE pg_temp.entry e
        SET reason = format('its id is in "%s", but there it is part of the id of entry "%s"', l.path, l.external_id)
        FROM (SELECT DISTINCT ON (l.entry_id) l.* FROM lost l ORDER BY l.entry_id, l.path, l.external_id) l
        WHERE l.entry_id = e.entry_id AND e.reason IS NULL;
        CREATE TEMP TABLE id_result ON COMMIT DROP AS
        SELECT h.entry_id, h.catalogue_id, array_agg(DISTINCT h.image_id) AS images FROM pg_temp.hit h GROUP BY h.entry_id, h.catalogue_id;
        ANALYZE pg_temp.id_result;
        CREATE TEMP TABLE twin ON COMMIT DROP AS
        SELECT e.catalogue_id, d.id_key, min(e.external_id) AS one, max(e.external_id) AS other
        FROM (SELECT DISTINCT d.catalogue_id, d.id_key FROM pg_temp.id d
              JOIN pg_temp.id_result r ON r.entry_id = d.entry_id WHERE NOT d.is_local) d
        JOIN lookalike_internal.catalogue_entry e ON e.catalogue_id = d.catalogue_id AND e.missing_since IS NULL
             AND lookalike_internal.id_key(e.external_id) COLLATE "C" = d.id_key
        GROUP BY e.catalogue_id, d.id_key HAVING count(*) > 1;
        ANALYZE pg_temp.twin;
        UPDATE pg_temp.entry e
        SET link_evidence = CASE WHEN r.twin IS NULL AND cardinality(r.images) <= too_many THEN 'external id' END,
            reason = CASE WHEN r.twin IS NOT NULL THEN format('entry "%s" has an id that reads the same', r.twin)
                          WHEN cardinality(r.images) > too_many THEN format('its id is in the names of %s images', cardinality(r.images))
                     END
        FROM (SELECT r.entry_id, r.images,
                     CASE WHEN t.one = c.external_id THEN t.other ELSE t.one END AS twin
              FROM pg_temp.id_result r
              JOIN lookalike_internal.catalogue_entry c ON c.entry_id = r.entry_id
              LEFT JOIN (pg_temp.id d JOIN pg_temp.twin t ON t.catalogue_id = d.catalogue_id AND t.id_key = d.id_key)
                     ON d.entry_id = r.entry_id AND NOT d.is_local) r
        WHERE e.entry_id = r.entry_id;
        INSERT INTO pg_temp.link (entry_id, image_id, link_evidence)
        SELECT r.entry_id, i.image_id, 'external id'
        FROM pg_temp.id_result r JOIN pg_temp.entry e ON e.entry_id = r.entry_id AND e.link_evidence = 'external id'
        CROSS JOIN LATERAL unnest(r.images) AS i (image_id);
        DROP TABLE pg_temp.hit, pg_temp.longer, pg_temp.id_result, pg_temp.twin;
    END IF;
    DROP TABLE pg_temp.id;

    -- 6. The links of people stay; the other links are replaced with those found now.
    DELETE FROM pg_temp.link l USING lookalike_internal.refused_link r WHERE r.entry_id = l.entry_id AND r.image_id = l.image_id;
    CREATE INDEX ON pg_temp.link (entry_id, image_id);
    ANALYZE pg_temp.link;
    WITH gone AS (
        DELETE FROM lookalike_internal.entry_image o USING pg_temp.entry e
        WHERE o.entry_id = e.entry_id AND o.link_evidence <> 'person'
          AND NOT EXISTS (SELECT FROM pg_temp.link l WHERE l.entry_id = o.entry_id AND l.image_id = o.image_id)
          -- A file that was moved and renamed is still the same image.
          AND (e.is_changed OR e.reason IS NOT NULL
               OR EXISTS (SELECT FROM pg_temp.link l WHERE l.entry_id = o.entry_id)
               OR EXISTS (SELECT FROM lookalike_internal.refused_link r WHERE r.entry_id = o.entry_id AND r.image_id = o.image_id))
        RETURNING 1)
    SELECT count(*) INTO removed FROM gone;
    INSERT INTO lookalike_internal.entry_image AS o (entry_id, image_id, link_evidence)
    SELECT l.entry_id, l.image_id, l.link_evidence FROM pg_temp.link l
    WHERE NOT EXISTS (SELECT FROM lookalike_internal.entry_image o WHERE o.entry_id = l.entry_id AND o.image_id = l.image_id);
    GET DIAGNOSTICS added = ROW_COUNT;
    UPDATE lookalike_internal.entry_image o SET link_evidence = l.link_evidence
    FROM pg_temp.link l
    WHERE o.entry_id = l.entry_id AND o.image_id = l.image_id
      AND o.link_evidence <> l.link_evidence AND o.link_evidence <> 'person';

    -- 7. The entries without an image, and why.
    DELETE FROM lookalike_internal.unlinked_entry u WHERE u.reason IS NULL
      AND NOT EXISTS (SELECT FROM pg_temp.entry e WHERE e.entry_id = u.entry_id);
    DELETE FROM lookalike_internal.unlinked_entry u USING pg_temp.entry e
    WHERE u.entry_id = e.entry_id AND EXISTS (SELECT FROM lookalike_internal.entry_image l WHERE l.entry_id = e.entry_id);
    INSERT INTO lookalike_internal.unlinked_entry AS u (entry_id, is_changed, reason)
    SELECT e.entry_id, false,
           coalesce(e.reason, CASE WHEN EXISTS (SELECT FROM lookalike_internal.refused_link r WHERE r.entry_id = e.entry_id)
                                   THEN 'a person has taken its link away'
                                   WHEN e.name_key <> '' THEN 'no image has this path or name, and no image has its id in the name'
                                   ELSE 'it names no file, and no image has its id in the name' END)
    FROM pg_temp.entry e
    WHERE NOT EXISTS (SELECT FROM lookalike_internal.entry_image l WHERE l.entry_id = e.entry_id)
    ON CONFLICT (entry_id) DO UPDATE SET is_changed = false, reason = excluded.reason;

    PERFORM lookalike_internal.analyze_if_grown('lookalike_internal.entry_image');
    PERFORM lookalike_internal.record_publications(published);
    DROP TABLE pg_temp.entry, pg_temp.link;
    RETURN jsonb_build_object('added', added, 'removed', removed);
END
$$;
COMMENT ON FUNCTION lookalike.link_entries() IS
    'Links entries to images by digest, path, file name or the id in the file name, where something has changed. '
    'Records publications and their renditions; returns how many links were added and removed.';
