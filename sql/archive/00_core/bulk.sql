-- To check foreign keys and build indexes once for all is many times faster than for ten million
-- rows in turn.
CREATE OR REPLACE FUNCTION lookalike_internal.begin_bulk(relation regclass, new_rows bigint) RETURNS text[]
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    checks text[];
    indexes text[];
    command text;
BEGIN
    -- Not for few rows, nor beside many old ones, nor by a role that may not.
    IF new_rows <= (SELECT greatest(c.reltuples, 100000) FROM pg_class c WHERE c.oid = relation)
       OR NOT (SELECT pg_has_role(c.relowner, 'USAGE') FROM pg_class c WHERE c.oid = relation) THEN
        RETURN '{}';
    END IF;
    SELECT array_agg(format('ALTER TABLE %s ADD CONSTRAINT %I %s',
                            relation, k.conname, pg_get_constraintdef(k.oid)) ORDER BY k.conname)
    INTO checks
    FROM pg_constraint k WHERE k.conrelid = relation AND k.contype = 'f';
    SELECT array_agg(pg_get_indexdef(i.indexrelid) ORDER BY i.indexrelid::regclass::text)
    INTO indexes
    FROM pg_index i
    WHERE i.indrelid = relation
      AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = i.indexrelid);
    FOR command IN
        SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', relation, k.conname)
        FROM pg_constraint k WHERE k.conrelid = relation AND k.contype = 'f'
        UNION ALL
        SELECT format('DROP INDEX %s', i.indexrelid::regclass)
        FROM pg_index i
        WHERE i.indrelid = relation
          AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = i.indexrelid)
    LOOP
        EXECUTE command;
    END LOOP;
    RETURN coalesce(checks, '{}') || coalesce(indexes, '{}') || format('ANALYZE %s', relation);
END
$$;
COMMENT ON FUNCTION lookalike_internal.begin_bulk(regclass, bigint) IS
    'Drops the foreign keys and plain indexes of a table that is about to get so many new rows, if these are the most of it, and returns the commands for end_bulk that make them again; locks the table, and those its keys lead to, until the transaction ends.';

CREATE OR REPLACE FUNCTION lookalike_internal.end_bulk(commands text[]) RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    command text;
BEGIN
    FOREACH command IN ARRAY commands LOOP
        EXECUTE command;
    END LOOP;
END
$$;
COMMENT ON FUNCTION lookalike_internal.end_bulk(text[]) IS 'Makes again what begin_bulk has dropped.';
