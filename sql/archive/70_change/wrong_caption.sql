-- Steps after a person finds a caption wrong: facts. The captions that remain may not differ any more.
CREATE OR REPLACE FUNCTION lookalike_internal.after_wrong_caption_insert() RETURNS trigger
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    INSERT INTO lookalike_internal.unrefreshed (image_id)
    SELECT l.image_id FROM new_row n JOIN lookalike_internal.entry_image l ON l.entry_id = n.entry_id;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION lookalike_internal.after_wrong_caption_insert() IS 'Queues the facts of the images of a wrong caption to be refreshed.';
CREATE OR REPLACE TRIGGER wrong_caption_insert_trigger AFTER INSERT ON lookalike_internal.wrong_caption
    REFERENCING NEW TABLE AS new_row
    FOR EACH STATEMENT EXECUTE FUNCTION lookalike_internal.after_wrong_caption_insert();
COMMENT ON TRIGGER wrong_caption_insert_trigger ON lookalike_internal.wrong_caption IS 'Takes the steps after a caption is found wrong.';
