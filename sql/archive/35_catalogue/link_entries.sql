-- Each file that an entry names is linked to images by the first of these that finds any: digest, path, file name. If
-- none of its files is found, an entry is linked by its id in the names of files. The result does not depend on the order in which entries and images came: an entry is
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
    IF NOT EXISTS (SELECT FROM lookalike_internal.catalogue_entry) THEN
        DROP TABLE pg_temp.come_image;
        RETURN jsonb_build_object('added', 0, 'removed', 0);
    END IF;
    ANALYZE pg_temp.come_image;
    PERFORM lookalike_internal.analyze_if_grown('lookalike_internal.image');
    PERFORM lookalike_internal.analyze_if_grown('lookalike_internal.catalogue_entry');
    PERFORM lookalike_internal.analyze_if_grown('lookalike_internal.entry_image');

    published := lookalike_internal.choose_entries_to_link();
    CREATE TEMP TABLE link (entry_id bigint NOT NULL, image_id bigint NOT NULL, link_evidence text NOT NULL) ON COMMIT DROP;
    PERFORM lookalike_internal.link_by_file(too_many);
    PERFORM lookalike_internal.link_by_id(too_many);

    -- The links of people stay; the other links are replaced with those found now.
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

    -- The entries without an image, and why.
    DELETE FROM lookalike_internal.unlinked_entry u WHERE u.reason IS NULL
      AND NOT EXISTS (SELECT FROM pg_temp.entry e WHERE e.entry_id = u.entry_id);
    DELETE FROM lookalike_internal.unlinked_entry u USING pg_temp.entry e
    WHERE u.entry_id = e.entry_id AND EXISTS (SELECT FROM lookalike_internal.entry_image l WHERE l.entry_id = e.entry_id);
    INSERT INTO lookalike_internal.unlinked_entry AS u (entry_id, is_changed, reason)
    SELECT e.entry_id, false,
           coalesce(e.reason, CASE WHEN EXISTS (SELECT FROM lookalike_internal.refused_link r WHERE r.entry_id = e.entry_id)
                                   THEN 'a person has taken its link away'
                                   WHEN e.names_file THEN 'no image has this path or name, and no image has its id in the name'
                                   ELSE 'it names no file, and no image has its id in the name' END)
    FROM pg_temp.entry e
    WHERE NOT EXISTS (SELECT FROM lookalike_internal.entry_image l WHERE l.entry_id = e.entry_id)
    ON CONFLICT (entry_id) DO UPDATE SET is_changed = false, reason = excluded.reason;

    -- The files, and which of them were found.
    DELETE FROM lookalike_internal.entry_file o USING pg_temp.entry e
    WHERE o.entry_id = e.entry_id
      AND NOT EXISTS (SELECT FROM pg_temp.file f
                      WHERE f.entry_id = o.entry_id AND f.nth = o.nth AND f.reading = o.reading
                        AND (f.file, f.sha256, f.link_evidence, f.reason) IS NOT DISTINCT FROM (o.file, o.sha256, o.link_evidence, o.reason));
    INSERT INTO lookalike_internal.entry_file (entry_id, nth, reading, file, sha256, link_evidence, reason)
    SELECT f.entry_id, f.nth, f.reading, f.file, f.sha256, f.link_evidence, f.reason FROM pg_temp.file f
    ON CONFLICT DO NOTHING;

    PERFORM lookalike_internal.analyze_if_grown('lookalike_internal.entry_file');
    PERFORM lookalike_internal.analyze_if_grown('lookalike_internal.entry_image');
    PERFORM lookalike_internal.record_publications(published);
    DROP TABLE pg_temp.entry, pg_temp.file, pg_temp.link;
    RETURN jsonb_build_object('added', added, 'removed', removed);
END
$$;
COMMENT ON FUNCTION lookalike.link_entries() IS
    'Links entries to images by digest, path, file name or the id in the file name, where something has changed. '
    'Records publications and their renditions; returns how many links were added and removed.';
