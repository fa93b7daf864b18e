-- A fingerprint comes and goes with its image, so only updates count here.
CREATE OR REPLACE FUNCTION lookalike_internal.after_fingerprint_update() RETURNS trigger
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    -- Match. EXECUTE, as in image.sql.
    EXECUTE $query$
        INSERT INTO lookalike_internal.unmatched_image (image_id)
        SELECT n.image_id FROM new_row n JOIN old_row o USING (image_id, region)
        WHERE (n.phash, n.phash_256, n.quality) IS DISTINCT FROM (o.phash, o.phash_256, o.quality)
        ON CONFLICT (image_id) DO NOTHING $query$;

    -- Classes.
    EXECUTE $query$
        INSERT INTO lookalike_internal.unclassified (image_id)
        SELECT n.image_id FROM new_row n JOIN old_row o USING (image_id, region)
        WHERE n.region = 'full' AND n IS DISTINCT FROM o $query$;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION lookalike_internal.after_fingerprint_update() IS
    'Queues images whose fingerprint changed to be matched and classified.';
CREATE OR REPLACE TRIGGER fingerprint_update_trigger AFTER UPDATE ON lookalike_internal.fingerprint
    REFERENCING OLD TABLE AS old_row NEW TABLE AS new_row
    FOR EACH STATEMENT EXECUTE FUNCTION lookalike_internal.after_fingerprint_update();
COMMENT ON TRIGGER fingerprint_update_trigger ON lookalike_internal.fingerprint IS 'Takes the steps after fingerprints change.';
