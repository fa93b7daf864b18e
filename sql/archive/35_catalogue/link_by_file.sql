-- Links by the files that entries name: the same digest, the same path, or a name that only one picture has.
CREATE OR REPLACE FUNCTION lookalike_internal.link_by_file(too_many integer) RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    SET client_min_messages = warning
AS $$
#variable_conflict use_column
BEGIN
    CREATE TEMP TABLE file_link (
        entry_id bigint NOT NULL, nth integer NOT NULL, reading integer NOT NULL, image_id bigint NOT NULL, link_evidence text NOT NULL
    ) ON COMMIT DROP;
    -- By digest: the same bytes.
    WITH digest AS (
        SELECT s.sha256, array_agg(i.image_id) AS images
        FROM (SELECT DISTINCT f.sha256 FROM pg_temp.file f WHERE f.sha256 IS NOT NULL) s
        JOIN lookalike_internal.present_image i ON i.sha256 = s.sha256
        GROUP BY s.sha256 HAVING count(*) <= too_many
    )
    INSERT INTO pg_temp.file_link (entry_id, nth, reading, image_id, link_evidence)
    SELECT f.entry_id, f.nth, f.reading, i.image_id, 'digest'
    FROM digest d JOIN pg_temp.file f ON f.sha256 = d.sha256 CROSS JOIN LATERAL unnest(d.images) AS i (image_id);
    -- Then it is not looked for by its name, in any reading.
    UPDATE pg_temp.file f SET link_evidence = 'digest'
    FROM (SELECT DISTINCT l.entry_id, l.nth FROM pg_temp.file_link l) l WHERE l.entry_id = f.entry_id AND l.nth = f.nth;

    -- By path. Each name is resolved once, however many entries share it: first the images with the same
    -- name, then those of them with the same folders.
    CREATE TEMP TABLE named ON COMMIT DROP AS
    SELECT i.image_id, i.pixel_digest, n.name_key, lookalike_internal.path_key(i.path) COLLATE "C" AS relative_key,
           lookalike_internal.path_key(c.root || '/' || i.path) COLLATE "C" AS absolute_key
    FROM (SELECT DISTINCT f.name_key FROM pg_temp.file f WHERE f.link_evidence IS NULL AND f.name_key <> '') n
    JOIN lookalike_internal.present_image i ON lookalike_internal.file_name_key(i.path) COLLATE "C" = n.name_key
    JOIN lookalike_internal.collection c ON c.collection_id = i.collection_id;
    CREATE INDEX ON pg_temp.named (name_key);
    ANALYZE pg_temp.named;
    CREATE TEMP TABLE wanted ON COMMIT DROP AS
    SELECT DISTINCT f.path_key, f.name_key, cardinality(string_to_array(f.path_key, '/')) AS parts
    FROM pg_temp.file f WHERE f.link_evidence IS NULL AND f.name_key <> '';
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

    -- By file name, where only one picture has the name, and only one path in the catalogue ends with it.
    INSERT INTO pg_temp.resolved (path_key, link_evidence, images, pictures)
    SELECT w.path_key, 'file name', n.images, n.pictures
    FROM pg_temp.wanted w
    JOIN (SELECT n.name_key, (array_agg(n.image_id ORDER BY n.image_id))[1:too_many + 1] AS images,
                 count(DISTINCT n.pixel_digest) AS pictures
          FROM pg_temp.named n GROUP BY n.name_key) n ON n.name_key = w.name_key
    WHERE NOT EXISTS (SELECT FROM pg_temp.resolved r WHERE r.path_key = w.path_key);
    ANALYZE pg_temp.resolved;
    -- Two readings of one file are not two files.
    CREATE TEMP TABLE shared_name ON COMMIT DROP AS
    SELECT s.catalogue_id, s.name_key
    FROM (
        SELECT f.catalogue_id, f.name_key, f.path_key FROM pg_temp.file f
        WHERE NOT EXISTS (SELECT FROM pg_temp.file o
                          WHERE o.entry_id = f.entry_id AND o.nth = f.nth AND o.name_key = f.name_key AND o.reading > f.reading)
          AND f.name_key IN (SELECT w.name_key FROM pg_temp.resolved r JOIN pg_temp.wanted w USING (path_key) WHERE r.link_evidence = 'file name')
        UNION ALL
        SELECT e.catalogue_id, w.name_key, lookalike_internal.path_key(f.file)
        FROM (SELECT DISTINCT w.name_key FROM pg_temp.resolved r JOIN pg_temp.wanted w USING (path_key)
              WHERE r.link_evidence = 'file name') w
        JOIN lookalike_internal.entry_file f ON f.file IS NOT NULL AND lookalike_internal.file_name_key(f.file) COLLATE "C" = w.name_key
        JOIN lookalike_internal.catalogue_entry e ON e.entry_id = f.entry_id AND e.missing_since IS NULL
        WHERE NOT EXISTS (SELECT FROM pg_temp.entry n WHERE n.entry_id = f.entry_id)
          AND NOT EXISTS (SELECT FROM lookalike_internal.entry_file o
                          WHERE o.entry_id = f.entry_id AND o.nth = f.nth AND o.reading > f.reading
                            AND lookalike_internal.file_name_key(o.file) COLLATE "C" = w.name_key)
    ) s
    GROUP BY s.catalogue_id, s.name_key
    HAVING count(DISTINCT s.path_key) > 1;
    UPDATE pg_temp.file f
    SET link_evidence = CASE WHEN NOT r.is_unclear AND NOT r.is_shared THEN r.link_evidence END,
        reason = CASE WHEN r.pictures > 1 THEN
                          format('%s different pictures %s: "%s"%s', r.pictures,
                                 CASE r.link_evidence WHEN 'path' THEN 'have this path' ELSE 'are called so' END,
                                 r.paths, CASE WHEN cardinality(r.images) > 3 THEN ' and others' ELSE '' END)
                      WHEN r.is_unclear THEN format('more than %s copies of one picture are called so: "%s" and others', too_many, r.paths)
                      WHEN r.is_shared THEN format('its file is not where it says; "%s" is called so, but so are files of other entries', r.paths)
                 END
    FROM (SELECT f.entry_id, f.nth, f.reading, r.link_evidence, r.images, r.pictures,
                 r.pictures > 1 OR cardinality(r.images) > too_many AS is_unclear,
                 r.link_evidence = 'file name' AND EXISTS (
                     SELECT FROM pg_temp.shared_name s
                     WHERE s.catalogue_id = f.catalogue_id AND s.name_key = f.name_key) AS is_shared,
                 CASE WHEN r.pictures > 1 OR cardinality(r.images) > too_many OR r.link_evidence = 'file name' THEN (
                     SELECT string_agg(i.path, '", "' ORDER BY i.path)
                     FROM lookalike_internal.image i WHERE i.image_id = ANY (r.images[1:3])) END AS paths
          FROM pg_temp.resolved r JOIN pg_temp.file f ON f.path_key = r.path_key AND f.link_evidence IS NULL) r
    WHERE f.entry_id = r.entry_id AND f.nth = r.nth AND f.reading = r.reading;
    INSERT INTO pg_temp.file_link (entry_id, nth, reading, image_id, link_evidence)
    SELECT f.entry_id, f.nth, f.reading, i.image_id, f.link_evidence
    FROM pg_temp.file f JOIN pg_temp.resolved r ON r.path_key = f.path_key
    CROSS JOIN LATERAL unnest(r.images) AS i (image_id)
    WHERE f.link_evidence IN ('path', 'file name');
    DROP TABLE pg_temp.named, pg_temp.wanted, pg_temp.found_path, pg_temp.sought, pg_temp.resolved, pg_temp.shared_name;

    -- A cell that is one name is not several. Of the readings of a name, the first one that finds an image counts.
    WITH better AS (
        SELECT f.entry_id, f.nth, min(f.reading) AS reading FROM pg_temp.file f WHERE f.link_evidence IS NOT NULL
        GROUP BY f.entry_id, f.nth
    )
    UPDATE pg_temp.file f SET link_evidence = NULL, reason = NULL
    FROM better b
    WHERE b.entry_id = f.entry_id
      AND (b.nth = f.nth AND f.reading > b.reading
           OR b.nth = 0 AND f.nth > 0 AND f.sha256 IS NULL);
    INSERT INTO pg_temp.link (entry_id, image_id, link_evidence)
    SELECT DISTINCT ON (l.entry_id, l.image_id) l.entry_id, l.image_id, l.link_evidence
    FROM pg_temp.file_link l
    JOIN pg_temp.file f ON f.entry_id = l.entry_id AND f.nth = l.nth AND f.reading = l.reading AND f.link_evidence IS NOT NULL
    ORDER BY l.entry_id, l.image_id, l.link_evidence = 'digest' DESC, l.link_evidence = 'path' DESC;
    ANALYZE pg_temp.link;
    UPDATE pg_temp.entry e SET reason = f.reason
    FROM (SELECT DISTINCT ON (f.entry_id) f.entry_id, f.reason FROM pg_temp.file f
          WHERE f.reason IS NOT NULL ORDER BY f.entry_id, f.nth, f.reading) f
    WHERE f.entry_id = e.entry_id AND NOT EXISTS (SELECT FROM pg_temp.link l WHERE l.entry_id = e.entry_id);
    DROP TABLE pg_temp.file_link;
END
$$;
COMMENT ON FUNCTION lookalike_internal.link_by_file(integer) IS
    'Finds the images of the files in the temporary table file, and writes them into table link; one step of link_entries. '
    'A name that stands for more copies than this is unclear.';
