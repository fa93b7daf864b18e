-- What follows when somebody declares a role, or takes one away.
CREATE OR REPLACE FUNCTION lookalike_internal.after_declared_role_change() RETURNS trigger
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    this lookalike_internal.declared_role := coalesce(NEW, OLD);
BEGIN
    -- Classes: a role is evidence for the original.
    INSERT INTO lookalike_internal.unclassified (image_id)
    SELECT i.image_id FROM lookalike_internal.image i
    WHERE i.collection_id = this.collection_id
      AND lookalike_internal.is_below(i.path, this.path);
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION lookalike_internal.after_declared_role_change() IS
    'Queues the images below a path whose role was declared or taken away to be classified.';

CREATE OR REPLACE TRIGGER declared_role_trigger AFTER INSERT OR UPDATE OR DELETE ON lookalike_internal.declared_role
    FOR EACH ROW EXECUTE FUNCTION lookalike_internal.after_declared_role_change();
COMMENT ON TRIGGER declared_role_trigger ON lookalike_internal.declared_role IS 'Takes the steps after a declared role changes.';
