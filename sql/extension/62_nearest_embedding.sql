-- No SET clause sets hnsw.iterative_scan: while pgvector's library is not loaded, only a superuser
-- could create or restore such a function. Asking for the dimensions of q loads the library.
-- With strict_order an index scan goes on until k rows have passed the filter, but not beyond
-- hnsw.max_scan_tuples, and an index holds no zero vectors. Where the index gives fewer than k rows,
-- the answer is computed without the index: "+ 0" makes an order that no index has.
CREATE OR REPLACE FUNCTION lookalike.nearest_embedding(
    base anyelement, column_name name, q halfvec, k integer DEFAULT 10, filter text DEFAULT NULL)
    RETURNS SETOF anyelement
    LANGUAGE plpgsql STABLE PARALLEL UNSAFE
    ROWS 10
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    source record := lookalike.row_relation(base);
    pgvector name := (SELECT n.nspname
                      FROM pg_catalog.pg_extension AS e
                      JOIN pg_catalog.pg_namespace AS n ON n.oid = e.extnamespace
                      WHERE e.extname = 'vector');
    embedding text := format('%I.%I', source.relation_name, column_name);
    distance text := format('%s OPERATOR(%I.<=>) $1', embedding, pgvector);
    stored record;
    dimensions integer;
    rows text;
    exact_order text;
    caller_setting text;
BEGIN
    IF k IS NULL OR k < 1 THEN
        RAISE EXCEPTION USING
            ERRCODE = 'invalid_parameter_value',
            MESSAGE = 'k must be at least 1',
            HINT = 'It is the number of rows to return.';
    END IF;

    SELECT a.atttypid AS type, a.atttypmod AS dimensions
    INTO stored
    FROM pg_catalog.pg_attribute AS a
    WHERE a.attrelid = source.relation AND a.attname = column_name
        AND a.attnum > 0 AND NOT a.attisdropped;
    IF NOT FOUND THEN
        RAISE EXCEPTION USING
            ERRCODE = 'undefined_column',
            MESSAGE = format('column "%s" of relation "%s" does not exist',
                             column_name, source.relation_name);
    END IF;
    IF stored.type <> pg_typeof(q) THEN
        RAISE EXCEPTION USING
            ERRCODE = 'datatype_mismatch',
            MESSAGE = format('cannot search column "%s" of relation "%s" for an embedding',
                             column_name, source.relation_name),
            DETAIL = format('The column is of type %s, not halfvec.',
                            format_type(stored.type, NULL));
    END IF;
    IF q IS NULL THEN
        RETURN;
    END IF;
    EXECUTE format('SELECT %I.vector_dims($1)', pgvector) INTO STRICT dimensions USING q;
    IF stored.dimensions > 0 AND stored.dimensions <> dimensions THEN
        RAISE EXCEPTION USING
            ERRCODE = 'data_exception',
            MESSAGE = format('cannot search column "%s" of relation "%s" for an embedding of %s '
                             'dimensions', column_name, source.relation_name, dimensions),
            DETAIL = format('The column is of type halfvec(%s).', stored.dimensions);
    END IF;

    -- The line break ends a comment that the filter may end with.
    rows := format('SELECT %I.* FROM %s WHERE %s IS NOT NULL',
                   source.relation_name, source.full_name, embedding)
        || coalesce(' AND (' || filter || E'\n)', '');
    exact_order := concat_ws(', ', format(' ORDER BY (%s) + 0', distance), source.key_columns);

    caller_setting := current_setting('hnsw.iterative_scan');
    PERFORM set_config('hnsw.iterative_scan', 'strict_order', true);
    -- One of the two arms gives all the rows and the other gives no rows, so the order is kept.
    RETURN QUERY EXECUTE
        'WITH near AS MATERIALIZED (' || rows || ' ORDER BY ' || distance || ' LIMIT $2)'
        || format(' (SELECT %I.* FROM near AS %1$I', source.relation_name)
        || ' WHERE (SELECT count(*) FROM near) = $2' || exact_order || ')'
        ' UNION ALL '
        '(' || rows || ' AND (SELECT count(*) FROM near) < $2' || exact_order || ' LIMIT $2)'
        USING q, k;
    PERFORM set_config('hnsw.iterative_scan', caller_setting, true);
END
$$;

COMMENT ON FUNCTION lookalike.nearest_embedding(anyelement, name, halfvec, integer, text) IS
    'The k rows of a table or view whose embedding is nearest to q by cosine distance, nearest '
    'first: nearest_embedding(NULL::asset, ''embedding'', q). As exact as the HNSW index that the '
    'planner uses, under your hnsw.ef_search (see index_recall); exact where it uses no index. Returns '
    'k rows wherever so many exist. The filter is an SQL condition on the columns of the table: it '
    'runs with your own rights, so never build it from what others typed in; functions, types and '
    'operators outside pg_catalog need their schema in it.';
