-- Steps after a person decides about records: guards, then classes.
CREATE OR REPLACE FUNCTION lookalike_internal.after_same_record_insert() RETURNS trigger
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM lookalike_internal.withhold_guarded();
    -- The condition on the numbers is that of the index.
    INSERT INTO lookalike_internal.unclassified (image_id)
    WITH decided AS (
        SELECT n.record_a AS record, n.entry_id_a AS entry_id FROM new_row n
        UNION SELECT n.record_b, n.entry_id_b FROM new_row n
    ), entry AS (
        SELECT d.entry_id FROM decided d
        UNION
        SELECT e.entry_id
        FROM decided d
        JOIN lookalike_internal.catalogue_entry e
          ON lookalike_internal.record_key(e.catalogue_id, e.external_id, e.series, e.record_no, e.contract_no) = d.record
         AND (e.record_no IS NOT NULL OR e.contract_no IS NOT NULL)
    )
    SELECT l.image_id FROM entry e JOIN lookalike_internal.entry_image l ON l.entry_id = e.entry_id;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION lookalike_internal.after_same_record_insert() IS
    'Withholds approved quarantines that the decision forbids, and queues the images of its records to be classified.';
CREATE OR REPLACE TRIGGER same_record_insert_trigger AFTER INSERT ON lookalike_internal.same_record
    REFERENCING NEW TABLE AS new_row
    FOR EACH STATEMENT EXECUTE FUNCTION lookalike_internal.after_same_record_insert();
COMMENT ON TRIGGER same_record_insert_trigger ON lookalike_internal.same_record IS 'Takes the steps after a person decides about records.';
