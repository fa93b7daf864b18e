-- Steps after the review interval of a collection changes: the log. A collection that is forgotten takes its interval
-- with it, and that is logged already.
CREATE OR REPLACE FUNCTION lookalike_internal.after_review_interval_change() RETURNS trigger
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF OLD.days IS DISTINCT FROM NEW.days THEN
        PERFORM lookalike_internal.record_event(
            'set review interval', coalesce(nullif(current_setting('lookalike.person', true), ''), session_user), 'collection', c.collection_id::text,
            jsonb_build_object('collection', c.name, 'from', OLD.days, 'to', NEW.days))
        FROM lookalike_internal.collection c WHERE c.collection_id = coalesce(NEW.collection_id, OLD.collection_id);
    END IF;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION lookalike_internal.after_review_interval_change() IS
    'Logs the new review interval of a collection, and the one before; null stands for setting review_interval.';
CREATE OR REPLACE TRIGGER review_interval_change_trigger AFTER INSERT OR UPDATE OR DELETE ON lookalike_internal.review_interval
    FOR EACH ROW EXECUTE FUNCTION lookalike_internal.after_review_interval_change();
COMMENT ON TRIGGER review_interval_change_trigger ON lookalike_internal.review_interval IS 'Takes the steps after a review interval changes.';
