-- It is many times faster to check foreign keys and build indexes once at the end than for each of
-- ten million rows.
CREATE OR REPLACE FUNCTION lookalike_internal.begin_bulk(relation regclass, new_rows bigint) RETURNS text[]
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    checks text[];
    indexes text[];
    command text;
BEGIN
    -- Not for few rows, not where most rows are old, and not without the right to do so.
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
    'If new_rows will be most of a table, drops its foreign keys and plain indexes, and returns the '
    'commands with which end_bulk makes them again. Locks the table, and the tables that its keys '
    'refer to, until the transaction ends.';

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
COMMENT ON FUNCTION lookalike_internal.end_bulk(text[]) IS 'Makes the keys and indexes again that begin_bulk dropped.';
