-- Steps after catalogue entries come or change: guards, links, classes.
CREATE OR REPLACE FUNCTION lookalike_internal.after_catalogue_entry_insert() RETURNS trigger
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    -- Links.
    INSERT INTO lookalike_internal.unlinked_entry (entry_id, is_changed)
    SELECT n.entry_id, true FROM new_row n
    ON CONFLICT (entry_id) DO UPDATE SET is_changed = true, reason = NULL;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION lookalike_internal.after_catalogue_entry_insert() IS 'Queues new catalogue entries to be linked to images.';
CREATE OR REPLACE TRIGGER catalogue_entry_insert_trigger AFTER INSERT ON lookalike_internal.catalogue_entry
    REFERENCING NEW TABLE AS new_row
    FOR EACH STATEMENT EXECUTE FUNCTION lookalike_internal.after_catalogue_entry_insert();
COMMENT ON TRIGGER catalogue_entry_insert_trigger ON lookalike_internal.catalogue_entry IS 'Takes the steps after catalogue entries come.';

CREATE OR REPLACE FUNCTION lookalike_internal.after_catalogue_entry_update() RETURNS trigger
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    -- Guards: the rights in an entry may guard its images.
    PERFORM lookalike_internal.withhold_guarded();
    IF NOT EXISTS (SELECT FROM new_row) THEN
        RETURN NULL;
    END IF;

    -- Links. EXECUTE, as in image.sql.
    EXECUTE $query$
        INSERT INTO lookalike_internal.unlinked_entry AS u (entry_id, is_changed)
        SELECT n.entry_id, (n.file, n.digest, n.external_id) IS DISTINCT FROM (o.file, o.digest, o.external_id)
        FROM new_row n JOIN old_row o USING (entry_id)
        WHERE (n.file, n.digest, n.external_id, n.is_published, n.missing_since IS NULL)
            IS DISTINCT FROM (o.file, o.digest, o.external_id, o.is_published, o.missing_since IS NULL)
           OR n.is_published
              AND (n.published_at, n.published_in, n.published_medium, n.published_edition, n.published_page,
                   n.published_url, n.published_digest, n.published_crop, n.description)
                  IS DISTINCT FROM (o.published_at, o.published_in, o.published_medium, o.published_edition, o.published_page,
                                    o.published_url, o.published_digest, o.published_crop, o.description)
        ON CONFLICT (entry_id) DO UPDATE SET is_changed = u.is_changed OR excluded.is_changed, reason = NULL $query$;
    -- A file name that one entry drops may be left with a single entry.
    EXECUTE lookalike_internal.compose_queueing($query$
        SELECT lookalike_internal.file_name_key(r.file)
        FROM new_row n JOIN old_row o USING (entry_id)
        CROSS JOIN LATERAL lookalike_internal.read_files(o.file, NULL) r
        WHERE n.file IS DISTINCT FROM o.file AND o.file IS NOT NULL $query$);

    -- Classes.
    EXECUTE $query$
        INSERT INTO lookalike_internal.unclassified (image_id)
        SELECT l.image_id FROM new_row n JOIN old_row o USING (entry_id)
        JOIN lookalike_internal.entry_image l ON l.entry_id = n.entry_id
        WHERE n IS DISTINCT FROM o $query$;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION lookalike_internal.after_catalogue_entry_update() IS
    'Withholds approved quarantines of images whose entries disagree about rights, and queues changed entries to be linked and their images to be classified.';
CREATE OR REPLACE TRIGGER catalogue_entry_update_trigger AFTER UPDATE ON lookalike_internal.catalogue_entry
    REFERENCING OLD TABLE AS old_row NEW TABLE AS new_row
    FOR EACH STATEMENT EXECUTE FUNCTION lookalike_internal.after_catalogue_entry_update();
COMMENT ON TRIGGER catalogue_entry_update_trigger ON lookalike_internal.catalogue_entry IS 'Takes the steps after catalogue entries change.';
