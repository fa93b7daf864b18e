-- Steps after a person decides: guards, holds, classes, then the queue of reviews.
CREATE OR REPLACE FUNCTION lookalike_internal.after_decision_insert() RETURNS trigger
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM lookalike_internal.withhold_guarded();
    -- Holds: a decision may say again that a picture lies on a composite.
    PERFORM lookalike_internal.cover_versions((
        SELECT array_agg(i.image_id) FROM lookalike_internal.image i
        WHERE i.pixel_digest IN (SELECT n.pixel_digest_a FROM new_row n WHERE n.pixel_digest_b IS NOT NULL
                                 UNION ALL SELECT n.pixel_digest_b FROM new_row n)));
    INSERT INTO lookalike_internal.unclassified (image_id)
    SELECT i.image_id FROM lookalike_internal.image i
    WHERE i.pixel_digest IN (SELECT n.pixel_digest_a FROM new_row n
                             UNION ALL SELECT n.pixel_digest_b FROM new_row n);
    -- The queue: nobody has to keep the case for a person any more.
    PERFORM lookalike_internal.end_leases((SELECT array_agg(n.decision_id) FROM new_row n));
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION lookalike_internal.after_decision_insert() IS
    'Withholds approved quarantines that the decision forbids, records the composites that come under a hold, and queues the images of its pictures to be classified, and ends the leases of its case.';
CREATE OR REPLACE TRIGGER decision_insert_trigger AFTER INSERT ON lookalike_internal.decision
    REFERENCING NEW TABLE AS new_row
    FOR EACH STATEMENT EXECUTE FUNCTION lookalike_internal.after_decision_insert();
COMMENT ON TRIGGER decision_insert_trigger ON lookalike_internal.decision IS 'Takes the steps after a person decides.';
