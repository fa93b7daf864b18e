-- Steps after phrases about rights come or go: guards, classes. What a phrase says may change how any two statements
-- agree, so the images of all groups with different statements are classified again.
CREATE OR REPLACE FUNCTION lookalike_internal.recheck_rights() RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    -- Guards.
    PERFORM lookalike_internal.withhold_guarded();

    -- Classes.
    INSERT INTO lookalike_internal.unclassified (image_id)
    SELECT coalesce(m.image_id, -d.group_id)
    FROM (SELECT DISTINCT d.group_id FROM lookalike_internal.rights_differences(NULL, NULL) d) d
    LEFT JOIN lookalike_internal.cluster_member m ON m.cluster_id = d.group_id;
END
$$;
COMMENT ON FUNCTION lookalike_internal.recheck_rights() IS
    'Withholds approved quarantines of images that are guarded now, and queues all images with different statements about rights to be classified.';

CREATE OR REPLACE FUNCTION lookalike_internal.after_rights_term_change() RETURNS trigger
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM lookalike_internal.recheck_rights();
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION lookalike_internal.after_rights_term_change() IS 'Compares all statements about rights again.';
CREATE OR REPLACE TRIGGER rights_term_change_trigger AFTER INSERT OR UPDATE OR DELETE ON lookalike_internal.rights_term
    FOR EACH STATEMENT EXECUTE FUNCTION lookalike_internal.after_rights_term_change();
COMMENT ON TRIGGER rights_term_change_trigger ON lookalike_internal.rights_term IS 'Takes the steps after phrases about rights change.';
