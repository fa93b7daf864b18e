-- An index counts as there if it is valid and has the expression, whatever its name, so that an index
-- that somebody renamed is not made twice. ANALYZE, as without statistics on the expressions the
-- planner scans the table.
CREATE OR REPLACE FUNCTION lookalike.create_hamming_index(table_name regclass, column_name name)
    RETURNS SETOF regclass
    LANGUAGE plpgsql VOLATILE STRICT PARALLEL UNSAFE
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    relation record;
    column_type text;
    candidates text;
    expression text;
    index_name name;
    index_oid regclass;
    made boolean := false;
BEGIN
    SELECT c.relname, c.relkind, n.nspname
    INTO STRICT relation
    FROM pg_catalog.pg_class AS c
    JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
    WHERE c.oid = table_name;

    IF relation.relkind NOT IN ('r', 'p', 'm') THEN
        RAISE EXCEPTION USING
            ERRCODE = 'wrong_object_type',
            MESSAGE = format('cannot create hamming indexes on "%s"', relation.relname),
            DETAIL = 'It is not a table or materialized view.',
            HINT = 'Name the table that holds the hashes.';
    END IF;

    SELECT format_type(a.atttypid, a.atttypmod)
    INTO column_type
    FROM pg_catalog.pg_attribute AS a
    WHERE a.attrelid = table_name AND a.attname = column_name
        AND a.attnum > 0 AND NOT a.attisdropped;

    IF column_type IS DISTINCT FROM 'bit(64)' THEN
        SELECT string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum)
        INTO candidates
        FROM pg_catalog.pg_attribute AS a
        WHERE a.attrelid = table_name AND a.attnum > 0 AND NOT a.attisdropped
            AND format_type(a.atttypid, a.atttypmod) = 'bit(64)';

        IF column_type IS NULL THEN
            RAISE EXCEPTION USING
                ERRCODE = 'undefined_column',
                MESSAGE = format('column "%s" of relation "%s" does not exist',
                                 column_name, relation.relname),
                HINT = coalesce('Columns of type bit(64) are: ' || candidates || '.',
                                'The relation has no column of type bit(64).');
        END IF;
        RAISE EXCEPTION USING
            ERRCODE = 'datatype_mismatch',
            MESSAGE = format('cannot create hamming indexes on column "%s" of relation "%s"',
                             column_name, relation.relname),
            DETAIL = format('The column is of type %s, not bit(64).', column_type),
            HINT = coalesce('Columns of type bit(64) are: ' || candidates || '.',
                            'Store 64-bit hashes in a column of type bit(64).');
    END IF;

    -- Of two calls at once the second waits and then finds the indexes. Readers and writers pass.
    IF relation.relkind <> 'm' THEN
        EXECUTE format('LOCK TABLE ONLY %s IN SHARE UPDATE EXCLUSIVE MODE', table_name);
    END IF;

    FOR chunk IN 0..2 LOOP
        expression := format('lookalike.hamming_chunk(%I, %s)', column_name, chunk);

        SELECT i.indexrelid
        INTO index_oid
        FROM pg_catalog.pg_index AS i
        JOIN pg_catalog.pg_class AS c ON c.oid = i.indexrelid
        JOIN pg_catalog.pg_am AS m ON m.oid = c.relam
        WHERE i.indrelid = table_name AND i.indisvalid AND i.indpred IS NULL
            AND m.amname = 'btree' AND i.indnatts = 1
            AND pg_get_expr(i.indexprs, i.indrelid) = expression
        ORDER BY i.indexrelid
        LIMIT 1;

        IF NOT FOUND THEN
            index_name := lookalike.hamming_index_name(table_name, column_name, chunk);
            EXECUTE format('CREATE INDEX %I ON %s (%s)', index_name, table_name, expression);
            index_oid := format('%I.%I', relation.nspname, index_name)::regclass;
            made := true;
        END IF;
        RETURN NEXT index_oid;
    END LOOP;

    IF made THEN
        EXECUTE format('ANALYZE %s', table_name);
    END IF;
END
$$;

COMMENT ON FUNCTION lookalike.create_hamming_index(regclass, name) IS
    'Creates the three indexes that serve within() on a bit(64) column, unless they are there, '
    'and analyzes the table; returns the indexes. '
    'Blocks writers while it builds, as CREATE INDEX does.';
