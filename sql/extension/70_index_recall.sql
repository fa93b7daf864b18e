-- The queries are rows of the table. Each row is left out of both of its lists: a row that finds
-- itself proves nothing. The operator is the one by which the operator class of the index orders,
-- for any distance. "+ 0" makes an order that no index has. No index holds nulls or zero vectors,
-- whose cosine distance is NaN.
CREATE OR REPLACE FUNCTION lookalike.index_recall(
    index_name regclass, k integer DEFAULT 10, sample_size integer DEFAULT 100)
    RETURNS TABLE (
        recall double precision, lowest_recall double precision,
        queries integer, neighbours integer)
    LANGUAGE plpgsql STABLE STRICT PARALLEL UNSAFE
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    definition record;
    self text;
    distance text;
    approximate text;
    given double precision[];
    truth double precision[];
    hits bigint;
    all_hits bigint := 0;
    all_neighbours bigint := 0;
    caller_seqscan text := current_setting('enable_seqscan');
    caller_sort text := current_setting('enable_sort');
BEGIN
    IF k < 1 OR sample_size < 1 THEN
        RAISE EXCEPTION USING
            ERRCODE = 'invalid_parameter_value',
            MESSAGE = 'k and sample_size must be at least 1';
    END IF;

    SELECT c.relname AS name,
           format('ONLY %I.%I', t_n.nspname, t.relname) AS source,
           pg_get_indexdef(i.indexrelid, 1, false) AS expression,
           coalesce(pg_get_expr(i.indpred, i.indrelid), 'true') AS predicate,
           format('OPERATOR(%I.%s)', o_n.nspname, o.oprname) AS operator
    INTO definition
    FROM pg_catalog.pg_index AS i
    JOIN pg_catalog.pg_class AS c ON c.oid = i.indexrelid
    JOIN pg_catalog.pg_am AS m ON m.oid = c.relam
    JOIN pg_catalog.pg_class AS t ON t.oid = i.indrelid
    JOIN pg_catalog.pg_namespace AS t_n ON t_n.oid = t.relnamespace
    JOIN pg_catalog.pg_opclass AS s ON s.oid = i.indclass[0]
    JOIN pg_catalog.pg_amop AS a
        ON a.amopfamily = s.opcfamily AND a.amoplefttype = s.opcintype AND a.amoppurpose = 'o'
    JOIN pg_catalog.pg_operator AS o ON o.oid = a.amopopr
    JOIN pg_catalog.pg_namespace AS o_n ON o_n.oid = o.oprnamespace
    WHERE i.indexrelid = index_name AND c.relkind = 'i' AND m.amname IN ('hnsw', 'ivfflat');
    IF NOT FOUND THEN
        RAISE EXCEPTION USING
            ERRCODE = 'wrong_object_type',
            MESSAGE = format('%s is not an HNSW or IVFFlat index', index_name),
            HINT = 'Of a partitioned table, name the index of one partition.';
    END IF;

    queries := 0;
    neighbours := k;
    FOR self IN EXECUTE format(
        'SELECT quote_literal(ctid) || ''::tid'' FROM %1$s'
        ' WHERE (%2$s) AND (%3$s %4$s %3$s) <> ''NaN'''
        ' ORDER BY hashtidextended(ctid, 0), ctid LIMIT %5$s',
        definition.source, definition.predicate, definition.expression, definition.operator,
        sample_size)
    LOOP
        distance := format('%1$s %2$s (SELECT %1$s FROM %3$s WHERE ctid = %4$s)',
                           definition.expression, definition.operator, definition.source, self);
        approximate := format(
            'SELECT array_agg(d) FROM (SELECT d FROM ('
            'SELECT ctid, %s AS d FROM %s WHERE (%s) ORDER BY d LIMIT %s + 1) AS near'
            ' WHERE ctid <> %s LIMIT %s) AS others',
            distance, definition.source, definition.predicate, k::bigint, self, k);
        PERFORM set_config('enable_seqscan', 'off', true), set_config('enable_sort', 'off', true);
        IF queries = 0 AND NOT jsonb_path_exists(
            lookalike.explain(approximate),
            '$.**."Index Name" ? (@ == $name)', jsonb_build_object('name', definition.name))
        THEN
            RAISE EXCEPTION USING
                ERRCODE = 'object_not_in_prerequisite_state',
                MESSAGE = format('the planner does not use index %s', index_name),
                DETAIL = 'The result would not be the recall of this index.',
                HINT = 'The index may be invalid, another one may serve the same query, '
                       'or index scans may be disabled.';
        END IF;
        EXECUTE approximate INTO given;
        PERFORM set_config('enable_seqscan', caller_seqscan, true),
                set_config('enable_sort', caller_sort, true);

        EXECUTE format(
            'SELECT array_agg(d ORDER BY d) FROM ('
            'SELECT %1$s AS d FROM %2$s WHERE (%3$s) AND ctid <> %4$s'
            ' ORDER BY (%1$s) + 0 LIMIT %5$s) AS near'
            ' WHERE d <> ''NaN''',
            distance, definition.source, definition.predicate, self, k)
        INTO truth;
        CONTINUE WHEN truth IS NULL;  -- the table has only this row

        SELECT count(*)
        INTO hits
        FROM unnest(given) AS d
        WHERE d <= truth[cardinality(truth)];
        all_hits := all_hits + hits;
        all_neighbours := all_neighbours + cardinality(truth);
        lowest_recall := least(lowest_recall, hits / cardinality(truth)::double precision);
        queries := queries + 1;
    END LOOP;
    recall := all_hits / nullif(all_neighbours, 0)::double precision;
    RETURN NEXT;
END
$$;

COMMENT ON FUNCTION lookalike.index_recall(regclass, integer, integer) IS
    'How many of the k true nearest neighbours an HNSW or IVFFlat index finds: mean and lowest '
    'share over a sample of the table''s rows, the same sample while the table does not change. A '
    'row does not count as its own neighbour; a row at the distance of the k-th counts as found. '
    'Uses your hnsw.ef_search or ivfflat.probes. Scans the table once for each query.';
