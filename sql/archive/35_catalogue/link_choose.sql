-- The entries to link: those that wait, those to which new images may belong, and those with their names and ids.
CREATE OR REPLACE FUNCTION lookalike_internal.choose_entries_to_link() RETURNS bigint[]
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    SET client_min_messages = warning
AS $$
#variable_conflict use_column
DECLARE
    all_lengths constant integer[] := '{1,2,3,4,5,6,7,8,9,10,11,12}';  -- runs of letters and digits in an id
    images_waiting constant bigint := (SELECT count(*) FROM pg_temp.come_image);
    published bigint[];
BEGIN
    -- Those that wait, and those to which the new images may be linked.
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
        SELECT f.entry_id, false FROM pg_temp.come_name c JOIN lookalike_internal.entry_file f ON f.sha256 = c.sha256
        UNION ALL
        SELECT p.entry_id, false FROM pg_temp.come_name c JOIN lookalike_internal.published_entry p ON p.sha256 = c.sha256
        UNION ALL
        -- If a file was found by digest or path, only images at its path matter, not others with its name.
        SELECT f.entry_id, false FROM (SELECT DISTINCT c.name_key FROM pg_temp.come_name c) c
        JOIN lookalike_internal.entry_file f ON f.file IS NOT NULL AND lookalike_internal.file_name_key(f.file) COLLATE "C" = c.name_key
        WHERE f.link_evidence IS NULL OR f.link_evidence = 'file name'
        UNION ALL
        SELECT f.entry_id, false FROM (SELECT DISTINCT p.key FROM pg_temp.come_name c, unnest(c.place_keys) AS p (key)) c
        JOIN lookalike_internal.entry_file f ON f.file IS NOT NULL AND lookalike_internal.file_place_key(f.file) COLLATE "C" = c.key;
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
        SELECT f.entry_id, false
        FROM (SELECT DISTINCT e.catalogue_id, lookalike_internal.file_name_key(r.file) COLLATE "C" AS name_key
              FROM lookalike_internal.unlinked_entry u JOIN lookalike_internal.catalogue_entry e USING (entry_id)
              CROSS JOIN LATERAL lookalike_internal.read_files(e.file, NULL) r
              WHERE u.reason IS NULL AND e.file IS NOT NULL) k
        JOIN lookalike_internal.entry_file f ON f.file IS NOT NULL AND lookalike_internal.file_name_key(f.file) COLLATE "C" = k.name_key
        JOIN lookalike_internal.catalogue_entry e ON e.entry_id = f.entry_id AND e.catalogue_id = k.catalogue_id
        WHERE f.link_evidence IS NULL OR f.link_evidence = 'file name'
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
    SELECT e.entry_id, e.catalogue_id, c.is_changed, e.file IS NOT NULL AS names_file,
           coalesce(lookalike_internal.is_one_name(e.file) AND (e.digest IS NULL OR e.digest ~ '^[0-9a-f]{64}$'), false) AS is_plain,
           NULL::text AS link_evidence, NULL::text AS reason
    FROM (SELECT c.entry_id, bool_or(c.is_changed) AS is_changed FROM pg_temp.come_entry c GROUP BY c.entry_id) c
    JOIN lookalike_internal.catalogue_entry e ON e.entry_id = c.entry_id AND e.missing_since IS NULL;
    ALTER TABLE pg_temp.entry ADD PRIMARY KEY (entry_id);
    ANALYZE pg_temp.entry;
    -- Most entries name one file in the plainest form, and need no reading.
    CREATE TEMP TABLE file ON COMMIT DROP AS
    SELECT f.*, lookalike_internal.path_key(f.file) COLLATE "C" AS path_key,
           lookalike_internal.file_name_key(f.file) COLLATE "C" AS name_key,
           NULL::text AS link_evidence, NULL::text AS reason
    FROM (
        SELECT e.entry_id, e.catalogue_id, 1 AS nth, 1 AS reading, e.file, decode(e.digest, 'hex') AS sha256
        FROM pg_temp.entry n JOIN lookalike_internal.catalogue_entry e ON e.entry_id = n.entry_id
        WHERE n.is_plain
        UNION ALL
        SELECT e.entry_id, e.catalogue_id, r.nth, r.reading, r.file, r.sha256
        FROM pg_temp.entry n JOIN lookalike_internal.catalogue_entry e ON e.entry_id = n.entry_id
        CROSS JOIN LATERAL lookalike_internal.read_files(e.file, e.digest) r
        WHERE NOT n.is_plain AND (e.file IS NOT NULL OR e.digest IS NOT NULL)
    ) f;
    ANALYZE pg_temp.file;
    -- An entry that is no longer in the catalogue still says that its picture was published.
    SELECT coalesce(array_agg(DISTINCT c.entry_id), '{}') INTO published
    FROM pg_temp.come_entry c
    WHERE EXISTS (SELECT FROM lookalike_internal.catalogue_entry e WHERE e.entry_id = c.entry_id AND e.is_published)
       OR EXISTS (SELECT FROM lookalike_internal.published_entry p WHERE p.entry_id = c.entry_id);
    DROP TABLE pg_temp.come_image, pg_temp.come_entry;
    RETURN published;
END
$$;
COMMENT ON FUNCTION lookalike_internal.choose_entries_to_link() IS
    'Makes the temporary tables entry and file with the entries to link and the files that they name, from table come_image; one step of link_entries. '
    'Returns the entries among them that speak of publications.';
