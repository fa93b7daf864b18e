-- An index is found by its expression and not by its name, so that a renamed index is not made
-- twice. A failed CREATE INDEX CONCURRENTLY leaves an invalid index. On a partitioned table, an
-- invalid index is no leftover: it still waits for the indexes of the partitions.
CREATE OR REPLACE FUNCTION lookalike.hamming_indexes(table_name regclass, column_name name)
    RETURNS TABLE (chunk integer, expression text, index_name regclass, leftovers regclass[])
    LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    relation record;
    bits integer;
BEGIN
    SELECT c.relname, c.relkind
    INTO STRICT relation
    FROM pg_catalog.pg_class AS c
    WHERE c.oid = table_name;

    IF relation.relkind NOT IN ('r', 'p', 'm') THEN
        RAISE EXCEPTION USING
            ERRCODE = 'wrong_object_type',
            MESSAGE = format('cannot create hamming indexes on "%s"', relation.relname),
            DETAIL = 'It is not a table or materialized view.',
            HINT = 'Name the table that holds the hashes.';
    END IF;
    bits := lookalike.hamming_column_bits(
        table_name, column_name, 'cannot create hamming indexes on');

    RETURN QUERY
        SELECT wanted.chunk,
               wanted.expression,
               (array_agg(made.oid ORDER BY made.oid) FILTER (WHERE made.valid))[1]::regclass,
               array_agg(made.oid::regclass ORDER BY made.oid)
                   FILTER (WHERE NOT made.valid AND relation.relkind <> 'p')
        FROM (SELECT c AS chunk,
                     format('lookalike.hamming_chunk%s(%I, %s)',
                            CASE WHEN bits > 64 THEN '_' || bits END, column_name, c) AS expression
              FROM generate_series(0, 3 * bits / 64 - 1) AS c) AS wanted
        LEFT JOIN (SELECT i.indexrelid AS oid,
                          i.indisvalid AS valid,
                          pg_get_expr(i.indexprs, i.indrelid) AS expression
                   FROM pg_catalog.pg_index AS i
                   JOIN pg_catalog.pg_class AS c ON c.oid = i.indexrelid
                   JOIN pg_catalog.pg_am AS m ON m.oid = c.relam
                   WHERE i.indrelid = table_name AND i.indpred IS NULL
                       AND m.amname = 'btree' AND i.indnatts = 1) AS made
            ON made.expression = wanted.expression
        GROUP BY wanted.chunk, wanted.expression
        ORDER BY wanted.chunk;
END
$$;

COMMENT ON FUNCTION lookalike.hamming_indexes(regclass, name) IS
    'The hamming indexes that a column should have: chunk, expression, the index if there is one, '
    'and invalid indexes that earlier builds left behind.';
