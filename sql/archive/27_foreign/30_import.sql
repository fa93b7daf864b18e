-- An import of fingerprints: COPY fills a temporary table, and one transaction stores all of its rows or no row.

CREATE OR REPLACE FUNCTION lookalike_internal.begin_fingerprints() RETURNS void
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    SET client_min_messages = warning
AS $$
BEGIN
    DROP TABLE IF EXISTS pg_temp.fingerprint_row;
    CREATE TEMP TABLE fingerprint_row (line bigint NOT NULL, said jsonb NOT NULL) ON COMMIT DROP;
    GRANT INSERT ON pg_temp.fingerprint_row TO PUBLIC;
END
$$;
COMMENT ON FUNCTION lookalike_internal.begin_fingerprints() IS
    'Makes the temporary table fingerprint_row (line bigint, said jsonb) for the rows of an import, for this transaction.';

CREATE OR REPLACE FUNCTION lookalike_internal.refuse_fingerprints(reason text) RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RAISE EXCEPTION 'this is no file of fingerprints'
        USING ERRCODE = 'invalid_parameter_value', DETAIL = reason || ' Nothing was changed.',
              HINT = 'Write the file again at the other archive: lookalike export fingerprints FILE';
END
$$;
COMMENT ON FUNCTION lookalike_internal.refuse_fingerprints(text) IS 'Raises an error: a file of fingerprints cannot be read.';

-- The first thing that is wrong with a row, in words; null if nothing is.
CREATE OR REPLACE FUNCTION lookalike_internal.find_fingerprint_fault(said jsonb) RETURNS text
    LANGUAGE sql IMMUTABLE
    SET search_path = pg_catalog, pg_temp
RETURN CASE
    WHEN said ->> 'collection' IS NULL THEN 'has no collection'
    WHEN NOT coalesce(said ->> 'number' ~ '^\d{1,18}$', false) THEN 'has no number'
    WHEN NOT coalesce(said ->> 'sha256' ~ '^[0-9a-f]{64}$', false) THEN 'has no sha256 of 64 hexadecimal digits'
    WHEN NOT coalesce(said ->> 'pixel_digest' ~ '^[0-9a-f]{64}$', false) THEN 'has no pixel_digest of 64 hexadecimal digits'
    WHEN NOT coalesce(said ->> 'phash' ~ '^[0-9a-f]{16}$', false) THEN 'has no phash of 16 hexadecimal digits'
    WHEN NOT coalesce(said ->> 'phash_256' ~ '^[0-9a-f]{64}$', false) THEN 'has no phash_256 of 64 hexadecimal digits'
    WHEN NOT coalesce(said ->> 'quality' ~ '^\d(\.\d{1,20})?(e-\d{1,2})?$' AND (said ->> 'quality')::float8 <= 1, false)
        THEN 'has no quality from 0 to 1'
    WHEN NOT coalesce(said ->> 'byte_size' ~ '^\d{1,18}$', false) THEN 'has no byte_size'
    WHEN NOT coalesce(said ->> 'width' ~ '^[1-9]\d{0,8}$' AND said ->> 'height' ~ '^[1-9]\d{0,8}$', false)
        THEN 'has no width and height in pixels'
    WHEN NOT coalesce(said ->> 'frames' ~ '^[1-9]\d{0,8}$', false) THEN 'has no number of frames'
    WHEN coalesce(said ->> 'format', '') = '' THEN 'has no format'
END;
COMMENT ON FUNCTION lookalike_internal.find_fingerprint_fault(jsonb) IS
    'The first thing that is wrong with a row of a file of fingerprints; null if nothing is.';

-- Before fingerprints go: their links go with them.
CREATE OR REPLACE FUNCTION lookalike_internal.note_links(of_foreign_collection integer) RETURNS void
    LANGUAGE sql
    SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    INSERT INTO lookalike_internal.relinked_image (image_id)
    SELECT DISTINCT m.image_id FROM lookalike_internal.foreign_match m WHERE m.foreign_collection_id = of_foreign_collection;
END;
COMMENT ON FUNCTION lookalike_internal.note_links(integer) IS
    'Queues the images here that are linked to a foreign collection, so that shared pictures are counted again.';

CREATE OR REPLACE FUNCTION lookalike_internal.store_fingerprints(head jsonb) RETURNS jsonb
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    SET work_mem = '128MB'
AS $$
#variable_conflict use_column
DECLARE
    this_archive uuid;
    bad record;
    this jsonb;
    this_digest bytea;
    this_id integer;
    is_known boolean;
    changed integer := 0;
    stored bigint := 0;
BEGIN
    IF NOT EXISTS (SELECT FROM pg_class c WHERE c.oid = to_regclass('pg_temp.fingerprint_row')
                   AND c.relowner = (SELECT r.oid FROM pg_roles r WHERE r.rolname = current_user)) THEN
        RAISE EXCEPTION 'no import has begun in this transaction'
            USING ERRCODE = 'object_not_in_prerequisite_state',
                  HINT = 'Call lookalike_internal.begin_fingerprints() first, and fill its table.';
    END IF;
    IF head ->> 'format' IS DISTINCT FROM 'lookalike fingerprints' THEN
        PERFORM lookalike_internal.refuse_fingerprints('Its first line does not say that it is one.');
    ELSIF head ->> 'version' IS DISTINCT FROM '1' THEN
        PERFORM lookalike_internal.refuse_fingerprints(format('It is of version %s, and this Lookalike reads version 1.', coalesce(head ->> 'version', 'unknown')));
    ELSIF NOT coalesce(head ->> 'archive' ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$', false) THEN
        PERFORM lookalike_internal.refuse_fingerprints('It does not say from which archive it comes.');
    ELSIF coalesce(jsonb_typeof(head -> 'collections'), '') <> 'array'
          OR EXISTS (SELECT FROM jsonb_array_elements(head -> 'collections') c
                     WHERE coalesce(c ->> 'collection', '') = '' OR NOT coalesce(c ->> 'images' ~ '^\d{1,18}$', false)
                        OR c ->> 'jurisdiction' !~ '^[A-Z]{2}(-[A-Z0-9]{1,3})?$')
          OR (SELECT count(*) <> count(DISTINCT c ->> 'collection') FROM jsonb_array_elements(head -> 'collections') c) THEN
        PERFORM lookalike_internal.refuse_fingerprints('Its first line does not list the collections with their images.');
    END IF;
    this_archive := (head ->> 'archive')::uuid;
    IF this_archive = (SELECT n.archive_id FROM lookalike_internal.installation n) THEN
        RAISE EXCEPTION 'these fingerprints are those of this archive'
            USING ERRCODE = 'invalid_parameter_value', DETAIL = 'Its own images are compared with each other anyway.',
                  HINT = 'Import the file at another archive.';
    END IF;
    IF EXISTS (SELECT FROM lookalike_internal.fingerprint_method)
       AND EXISTS (SELECT FROM jsonb_array_elements_text(CASE jsonb_typeof(head -> 'hashes') WHEN 'array' THEN head -> 'hashes' ELSE '[]' END) h
                   WHERE NOT EXISTS (SELECT FROM lookalike_internal.fingerprint_method m WHERE m.algorithm = h)) THEN
        RAISE EXCEPTION 'the hashes of both archives are of different kinds'
            USING ERRCODE = 'invalid_parameter_value',
                  DETAIL = format('The file has hashes of %s. Nothing was changed.', (
                      SELECT string_agg(h, ', ' ORDER BY h) FROM jsonb_array_elements_text(head -> 'hashes') h)),
                  HINT = 'Scan both archives with the same version of Lookalike.';
    END IF;

    SELECT r.line, lookalike_internal.find_fingerprint_fault(r.said) AS fault INTO bad
    FROM pg_temp.fingerprint_row r
    WHERE lookalike_internal.find_fingerprint_fault(r.said) IS NOT NULL
    ORDER BY r.line LIMIT 1;
    IF FOUND THEN
        PERFORM lookalike_internal.refuse_fingerprints(format('Line %s %s.', bad.line, bad.fault));
    END IF;
    SELECT min(r.line) AS line INTO bad
    FROM pg_temp.fingerprint_row r
    GROUP BY r.said ->> 'collection', r.said ->> 'number' HAVING count(*) > 1
    ORDER BY 1 LIMIT 1;
    IF FOUND THEN
        PERFORM lookalike_internal.refuse_fingerprints(format('The image of line %s is in it twice.', bad.line));
    END IF;
    SELECT coalesce(c.name, r.name) AS name, coalesce(c.images, 0) AS images, coalesce(r.images, 0) AS found INTO bad
    FROM (SELECT c ->> 'collection' AS name, (c ->> 'images')::bigint AS images FROM jsonb_array_elements(head -> 'collections') c) c
    FULL JOIN (SELECT r.said ->> 'collection' AS name, count(*) AS images FROM pg_temp.fingerprint_row r GROUP BY 1) r ON r.name = c.name
    WHERE coalesce(c.images, 0) <> coalesce(r.images, 0)
    ORDER BY 1 LIMIT 1;
    IF FOUND THEN
        PERFORM lookalike_internal.refuse_fingerprints(
            format('It should have %s images of collection "%s", and it has %s.', bad.images, bad.name, bad.found));
    END IF;

    PERFORM lookalike_internal.lock_stage('foreign');
    FOR this IN SELECT c FROM jsonb_array_elements(head -> 'collections') c LOOP
        SELECT sha256(convert_to(coalesce(string_agg(r.said::text, E'\n' ORDER BY (r.said ->> 'number')::bigint), ''), 'UTF8'))
        INTO this_digest
        FROM pg_temp.fingerprint_row r WHERE r.said ->> 'collection' = this ->> 'collection';
        SELECT f.foreign_collection_id, f.content_digest = this_digest INTO this_id, is_known
        FROM lookalike_internal.foreign_collection f
        WHERE f.archive_id = this_archive AND f.collection = this ->> 'collection';
        IF is_known AND EXISTS (
            SELECT FROM lookalike_internal.foreign_collection f
            WHERE f.foreign_collection_id = this_id
              AND (f.site, f.sector, f.jurisdiction) IS NOT DISTINCT FROM (this ->> 'site', this ->> 'sector', this ->> 'jurisdiction')) THEN
            CONTINUE;
        END IF;
        changed := changed + 1;
        INSERT INTO lookalike_internal.foreign_collection (archive_id, collection, site, sector, jurisdiction, images, content_digest)
        VALUES (this_archive, this ->> 'collection', this ->> 'site', this ->> 'sector', this ->> 'jurisdiction',
                (this ->> 'images')::bigint, this_digest)
        ON CONFLICT ON CONSTRAINT foreign_collection_key DO UPDATE
        SET site = excluded.site, sector = excluded.sector, jurisdiction = excluded.jurisdiction, images = excluded.images,
            content_digest = excluded.content_digest, imported_by = excluded.imported_by, imported_at = excluded.imported_at
        RETURNING foreign_collection_id INTO this_id;
        CONTINUE WHEN is_known;
        PERFORM lookalike_internal.note_links(this_id);
        DELETE FROM lookalike_internal.foreign_fingerprint f WHERE f.foreign_collection_id = this_id;
        INSERT INTO lookalike_internal.foreign_fingerprint (
            foreign_collection_id, foreign_number, sha256, pixel_digest, phash, phash_256, quality, byte_size, width, height,
            frame_count, format, foreign_path)
        SELECT this_id, (r.said ->> 'number')::bigint, decode(r.said ->> 'sha256', 'hex'), decode(r.said ->> 'pixel_digest', 'hex'),
               ('x' || (r.said ->> 'phash'))::bit(64), ('x' || (r.said ->> 'phash_256'))::bit(256), (r.said ->> 'quality')::real,
               (r.said ->> 'byte_size')::bigint, (r.said ->> 'width')::integer, (r.said ->> 'height')::integer,
               (r.said ->> 'frames')::integer, r.said ->> 'format', r.said ->> 'path'
        FROM pg_temp.fingerprint_row r WHERE r.said ->> 'collection' = this ->> 'collection';
        stored := stored + (this ->> 'images')::bigint;
    END LOOP;
    PERFORM lookalike_internal.analyze_if_grown('lookalike_internal.foreign_fingerprint');
    PERFORM lookalike_internal.match_foreign();
    IF changed > 0 THEN
        PERFORM lookalike_internal.record_event(
            'import fingerprints', session_user, 'archive', this_archive::text,
            jsonb_build_object('collections', (SELECT jsonb_agg(c ->> 'collection') FROM jsonb_array_elements(head -> 'collections') c),
                               'images', stored));
    END IF;
    RETURN jsonb_build_object(
        'collections', jsonb_array_length(head -> 'collections'), 'changed', changed, 'images', stored,
        'shared', (SELECT count(*) FROM (
            SELECT DISTINCT m.foreign_collection_id, m.foreign_number
            FROM lookalike_internal.foreign_match m
            JOIN lookalike_internal.foreign_collection f ON f.foreign_collection_id = m.foreign_collection_id
            WHERE f.archive_id = this_archive AND f.collection IN (SELECT c ->> 'collection' FROM jsonb_array_elements(head -> 'collections') c)) s));
END
$$;
COMMENT ON FUNCTION lookalike_internal.store_fingerprints(jsonb) IS
    'Stores the rows of fingerprint_row as fingerprints of the collections that the first line of their file lists, all of them or no row; what is in the archive already stays as it is. Compares them with the images here, and returns what it counted.';

-- SECURITY DEFINER: no role may write to the tables.
CREATE OR REPLACE FUNCTION lookalike.forget_foreign(archive_id text, collection text) RETURNS bigint
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    forgotten bigint;
BEGIN
    PERFORM lookalike_internal.lock_stage('foreign');
    PERFORM lookalike_internal.note_links(f.foreign_collection_id)
    FROM lookalike_internal.foreign_collection f
    WHERE f.archive_id::text = forget_foreign.archive_id AND f.collection = forget_foreign.collection;
    DELETE FROM lookalike_internal.foreign_collection f
    WHERE f.archive_id::text = forget_foreign.archive_id AND f.collection = forget_foreign.collection
    RETURNING f.images INTO forgotten;
    IF forgotten IS NULL THEN
        RAISE EXCEPTION 'there are no fingerprints of collection "%" of archive "%"', collection, archive_id
            USING ERRCODE = 'undefined_object', HINT = 'SELECT archive_id, collection FROM lookalike_detail.foreign_collection lists the collections.';
    END IF;
    PERFORM lookalike_internal.record_event(
        'forget fingerprints', session_user, 'archive', archive_id, jsonb_build_object('collection', collection, 'images', forgotten));
    RETURN forgotten;
END
$$;
COMMENT ON FUNCTION lookalike.forget_foreign(text, text) IS
    'Forgets the fingerprints of a collection of another archive, logs this, and returns how many they were.';
