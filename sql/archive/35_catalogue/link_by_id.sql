-- Links by the id of an entry in the name of a file, for entries that have no link by a file.
CREATE OR REPLACE FUNCTION lookalike_internal.link_by_id(too_many integer) RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    SET client_min_messages = warning
AS $$
#variable_conflict use_column
DECLARE
    all_lengths constant integer[] := '{1,2,3,4,5,6,7,8,9,10,11,12}';  -- runs of letters and digits in an id
    lengths integer[];
BEGIN
    CREATE TEMP TABLE id ON COMMIT DROP AS
    SELECT e.entry_id, e.catalogue_id, k.id_key COLLATE "C" AS id_key, k.is_local,
           lookalike_internal.is_telling_id(k.id_key) AS is_telling
    FROM pg_temp.entry e
    JOIN lookalike_internal.catalogue_entry c ON c.entry_id = e.entry_id
    CROSS JOIN LATERAL (VALUES (lookalike_internal.id_key(c.external_id), false),
                               (lookalike_internal.local_id_key(c.external_id), true)) AS k (id_key, is_local)
    WHERE NOT EXISTS (SELECT FROM pg_temp.link l WHERE l.entry_id = e.entry_id) AND k.id_key <> '';
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
END
$$;
COMMENT ON FUNCTION lookalike_internal.link_by_id(integer) IS
    'Finds the images that have the id of an entry in their names, and writes them into the temporary table link; one step of link_entries.';
