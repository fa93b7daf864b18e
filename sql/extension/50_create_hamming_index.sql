CREATE OR REPLACE FUNCTION lookalike.create_hamming_index(table_name regclass, column_name name)
    RETURNS SETOF regclass
    LANGUAGE plpgsql VOLATILE STRICT PARALLEL UNSAFE
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    command text;
BEGIN
    -- Errors come before the lock.
    PERFORM FROM lookalike.hamming_indexes(table_name, column_name);

    -- Of two calls at once, the second waits and then finds the indexes. This lock stops no readers or writers.
    IF NOT EXISTS (SELECT FROM pg_catalog.pg_class AS c
                   WHERE c.oid = table_name AND c.relkind = 'm')
    THEN
        EXECUTE format('LOCK TABLE ONLY %s IN SHARE UPDATE EXCLUSIVE MODE', table_name);
    END IF;

    FOR command IN
        SELECT c FROM lookalike.hamming_index_commands(table_name, column_name, false) AS c
    LOOP
        EXECUTE command;
    END LOOP;

    RETURN QUERY
        SELECT i.index_name
        FROM lookalike.hamming_indexes(table_name, column_name) AS i
        ORDER BY i.chunk;
END
$$;

COMMENT ON FUNCTION lookalike.create_hamming_index(regclass, name) IS
    'Creates the indexes that serve within() on a bit(64) column (three), within_128() on bit(128) '
    '(six) or within_256() on bit(256) (twelve), unless they are there, and analyzes the table; analyzes partitions that came later; '
    'returns the indexes. Blocks writers while it builds, as CREATE INDEX does; '
    'see hamming_index_commands to build concurrently.';
