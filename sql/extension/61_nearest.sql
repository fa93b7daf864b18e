-- The rows within a radius are nearer than all others. So the radius grows, each time by one more
-- flip in every chunk, and each query gives the rows beyond the last radius, until there are k.
-- The planner decides whether to use the hamming indexes: it sees through views, and knows when an
-- index for the filter does better.
-- The order is by hamming_distance() and not by <~>, which an HNSW index on the column would answer
-- approximately.
CREATE OR REPLACE FUNCTION lookalike.nearest(
    base anyelement, column_name name, q bit, k integer DEFAULT 10, filter text DEFAULT NULL)
    RETURNS SETOF anyelement
    LANGUAGE plpgsql STABLE PARALLEL UNSAFE
    ROWS 10
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    source record := lookalike.row_relation(base);
    bits integer := lookalike.hamming_column_bits(source.relation, column_name, 'cannot search');
    probe_limit integer := lookalike.hamming_probe_limit(bits);
    step integer := 3 * bits / 64;
    radius integer := step - 1;
    beyond integer := -1;  -- all rows up to this distance have been returned
    missing integer := k;
    given integer;
    hash text := format('%I.%I', source.relation_name, column_name);
    distance text;
    rows text;
    near text;
    nearest_first text;
BEGIN
    IF k IS NULL OR k < 1 THEN
        RAISE EXCEPTION USING
            ERRCODE = 'invalid_parameter_value',
            MESSAGE = 'k must be at least 1',
            HINT = 'It is the number of rows to return.';
    END IF;
    IF q IS NULL THEN
        RETURN;
    END IF;
    IF length(q) <> bits THEN
        RAISE EXCEPTION USING
            ERRCODE = 'string_data_length_mismatch',
            MESSAGE = format('cannot search column "%s" of relation "%s" for a hash of %s bits',
                             column_name, source.relation_name, length(q)),
            DETAIL = format('The column is of type bit(%s).', bits);
    END IF;

    distance := format('lookalike.hamming_distance(%s, B%L)', hash, q);
    -- The line break ends a comment that the filter may end with.
    rows := format('SELECT %I.* FROM %s WHERE ', source.relation_name, source.full_name)
        || coalesce('(' || filter || E'\n) AND ', '')
        || distance || ' > ';
    near := format(' AND lookalike.within%s(%s, B%L, ',
                   CASE WHEN bits > 64 THEN '_' || bits END, hash, q);
    nearest_first := concat_ws(', ', ' ORDER BY ' || distance, source.key_columns) || ' LIMIT ';

    IF lookalike.explain(rows || beyond || near || radius || ')' || nearest_first || missing)::text
        LIKE '%"Node Type": "BitmapOr"%'
    THEN
        LOOP
            RETURN QUERY EXECUTE
                rows || beyond || near || radius || ')' || nearest_first || missing;
            GET DIAGNOSTICS given = ROW_COUNT;
            missing := missing - given;
            beyond := radius;
            EXIT WHEN missing = 0 OR radius = probe_limit;
            radius := least(radius + step, probe_limit);
        END LOOP;
    END IF;
    IF missing > 0 THEN
        RETURN QUERY EXECUTE rows || beyond || nearest_first || missing;
    END IF;
END
$$;

COMMENT ON FUNCTION lookalike.nearest(anyelement, name, bit, integer, text) IS
    'The k rows of a table or view whose hash differs from q in the fewest bits, nearest first, '
    'then by primary key: nearest(NULL::asset, ''phash'', q). Exact; fast where the column has '
    'hamming indexes and k rows are near, else it scans. The filter is an SQL condition on the '
    'columns of the table: it runs with your own rights, so never build it from what others typed '
    'in; functions, types and operators outside pg_catalog need their schema in it.';
