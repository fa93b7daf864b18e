CREATE OR REPLACE FUNCTION lookalike_internal.shown_name(c lookalike_internal.collection) RETURNS text
    LANGUAGE sql IMMUTABLE
    SET search_path = pg_catalog, pg_temp
RETURN CASE WHEN c.name ~ '/' THEN format('collection %s', c.collection_id) ELSE c.name END;
COMMENT ON FUNCTION lookalike_internal.shown_name(lookalike_internal.collection) IS
    'The name of a collection for people elsewhere: a name that is a path is replaced by its number.';
