-- Steps after a matter is closed: guards, then classes.
CREATE OR REPLACE FUNCTION lookalike_internal.after_legal_matter_update() RETURNS trigger
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM lookalike_internal.withhold_guarded();
    INSERT INTO lookalike_internal.unclassified (image_id)
    SELECT h.image_id FROM new_row n
    JOIN lookalike_internal.legal_hold l ON l.matter_id = n.matter_id
    CROSS JOIN LATERAL lookalike_internal.images_named_by(l.hold_id) h;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION lookalike_internal.after_legal_matter_update() IS
    'Checks approved quarantines again, and queues the images of holds of the changed matter to be classified.';
CREATE OR REPLACE TRIGGER legal_matter_update_trigger AFTER UPDATE ON lookalike_internal.legal_matter
    REFERENCING NEW TABLE AS new_row
    FOR EACH STATEMENT EXECUTE FUNCTION lookalike_internal.after_legal_matter_update();
COMMENT ON TRIGGER legal_matter_update_trigger ON lookalike_internal.legal_matter IS 'Takes the steps after a matter is closed.';
CREATE OR REPLACE TRIGGER legal_matter_before_trigger BEFORE UPDATE ON lookalike_internal.legal_matter
    FOR EACH ROW EXECUTE FUNCTION lookalike_internal.before_hold_end('closed');
COMMENT ON TRIGGER legal_matter_before_trigger ON lookalike_internal.legal_matter IS 'Lets a matter be closed once, by two people, and changes nothing else.';
