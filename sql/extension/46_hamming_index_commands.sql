-- CREATE INDEX CONCURRENTLY cannot run within a function, so the client runs the commands.
CREATE OR REPLACE FUNCTION lookalike.hamming_index_commands(
    table_name regclass, column_name name, concurrently boolean DEFAULT true)
    RETURNS SETOF text
    LANGUAGE plpgsql STABLE STRICT PARALLEL RESTRICTED
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    relation record;
    missing record;
    leftover regclass;
    name_to_use name;
    how text := CASE WHEN "concurrently" THEN 'CONCURRENTLY ' ELSE '' END;
BEGIN
    SELECT c.relname, c.relkind
    INTO STRICT relation
    FROM pg_catalog.pg_class AS c
    WHERE c.oid = table_name;

    FOR missing IN
        SELECT i.chunk, i.expression, i.leftovers
        FROM lookalike.hamming_indexes(table_name, column_name) AS i
        WHERE i.index_name IS NULL
        ORDER BY i.chunk
    LOOP
        IF "concurrently" AND relation.relkind = 'p' THEN
            RAISE EXCEPTION USING
                ERRCODE = 'feature_not_supported',
                MESSAGE = format('cannot create indexes on partitioned table "%s" concurrently',
                                 relation.relname),
                HINT = 'Build the indexes on each partition concurrently, then on the table not '
                       'concurrently: the table takes over the indexes of its partitions.';
        END IF;

        name_to_use := NULL;
        FOREACH leftover IN ARRAY coalesce(missing.leftovers, '{}') LOOP
            -- Another session may be building the index that is not valid yet.
            IF EXISTS (SELECT FROM pg_catalog.pg_locks AS l
                       WHERE l.locktype = 'relation' AND l.relation = table_name
                           AND l.database = (SELECT d.oid FROM pg_catalog.pg_database AS d
                                             WHERE d.datname = current_database())
                           AND l.mode = 'ShareUpdateExclusiveLock' AND l.granted
                           AND l.pid <> pg_backend_pid())
            THEN
                RAISE EXCEPTION USING
                    ERRCODE = 'object_in_use',
                    MESSAGE = format('another session may be building index %s', leftover),
                    DETAIL = 'The index is not valid yet, and that session holds the lock on the '
                             'table that building an index takes; vacuum takes it, too.',
                    HINT = 'Try again when that session is done.';
            END IF;
            RETURN NEXT format('DROP INDEX %s%s', how, leftover);
            IF name_to_use IS NULL THEN
                SELECT c.relname
                INTO STRICT name_to_use
                FROM pg_catalog.pg_class AS c
                WHERE c.oid = leftover;
            END IF;
        END LOOP;

        RETURN NEXT format(
            'CREATE INDEX %s%I ON %s (%s)',
            how,
            coalesce(name_to_use,
                     lookalike.hamming_index_name(table_name, column_name, missing.chunk)),
            table_name,
            missing.expression);
    END LOOP;

    -- Without statistics on the expressions the planner scans the table. A partition that was attached later has none.
    IF FOUND THEN
        RETURN NEXT format('ANALYZE %s', table_name);
        RETURN;
    END IF;
    RETURN QUERY
        SELECT DISTINCT format('ANALYZE %s', part.relid)
        FROM pg_catalog.pg_partition_tree(table_name) AS part
        CROSS JOIN LATERAL lookalike.hamming_indexes(part.relid, column_name) AS i
        JOIN pg_catalog.pg_class AS c ON c.oid = i.index_name
        WHERE part.isleaf AND c.reltuples > 0
            AND NOT EXISTS (SELECT FROM pg_catalog.pg_stats AS s
                            WHERE s.tablename = c.relname
                                AND s.schemaname = c.relnamespace::regnamespace::text);
END
$$;

COMMENT ON FUNCTION lookalike.hamming_index_commands(regclass, name, boolean) IS
    'The commands, in order, that create the missing hamming indexes of a column; no rows if no '
    'index and no statistics are missing. Run them one by one outside a transaction, as \gexec of psql does. With '
    'concurrently, readers and writers of the table do not wait.';
