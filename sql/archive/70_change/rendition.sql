-- Steps after a rendition is found, or a person decides about one: publications, guards, then classes.
CREATE OR REPLACE FUNCTION lookalike_internal.after_rendition_insert() RETURNS trigger
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM new_row) THEN
        RETURN NULL;
    END IF;
    -- Publications. This fires the trigger on publications, which withholds and queues, too.
    INSERT INTO lookalike_internal.publication (pixel_digest, entry_id, published_at, published_in)
    SELECT DISTINCT n.pixel_digest, n.entry_id, s.published_at, s.published_in
    FROM new_row n JOIN lookalike_internal.published_entry s ON s.entry_id = n.entry_id
    WHERE n.basis IN ('digest', 'crop box', 'named', 'confirmed')
    ON CONFLICT (pixel_digest, entry_id) DO NOTHING;

    -- Guards.
    PERFORM lookalike_internal.withhold_guarded();

    -- Classes, also of the other pictures that may be the rendition of these entries.
    INSERT INTO lookalike_internal.unclassified (image_id)
    SELECT i.image_id FROM lookalike_internal.image i
    WHERE i.pixel_digest IN (SELECT r.pixel_digest FROM lookalike_internal.rendition r
                             WHERE r.entry_id IN (SELECT n.entry_id FROM new_row n)
                             UNION ALL
                             SELECT p.pixel_digest FROM lookalike_internal.publication p
                             WHERE p.entry_id IN (SELECT n.entry_id FROM new_row n));
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION lookalike_internal.after_rendition_insert() IS
    'Records renditions that are known as published, withholds approved quarantines of them, and queues images to be classified.';
CREATE OR REPLACE TRIGGER rendition_insert_trigger AFTER INSERT ON lookalike_internal.rendition
    REFERENCING NEW TABLE AS new_row
    FOR EACH STATEMENT EXECUTE FUNCTION lookalike_internal.after_rendition_insert();
COMMENT ON TRIGGER rendition_insert_trigger ON lookalike_internal.rendition IS 'Takes the steps after renditions are found or decided about.';
