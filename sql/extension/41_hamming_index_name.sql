-- <table>_<column>_hamming_<chunk>_idx, with a number before _idx if that name is taken. If the name
-- is too long, <table>_<column> loses characters at its end; PostgreSQL's limit is in bytes.
CREATE OR REPLACE FUNCTION lookalike.hamming_index_name(
    table_name regclass, column_name name, chunk integer)
    RETURNS name
    LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    relation record;
    head text;
    tail text;
    attempt integer := 0;
    longest integer := current_setting('max_identifier_length');
BEGIN
    SELECT c.relname, c.relnamespace
    INTO STRICT relation
    FROM pg_catalog.pg_class AS c
    WHERE c.oid = table_name;

    LOOP
        head := relation.relname || '_' || column_name;
        tail := format('_hamming_%s_%sidx', chunk, nullif(attempt, 0) || '_');
        WHILE octet_length(head || tail) > longest LOOP
            head := left(head, -1);
        END LOOP;
        IF NOT EXISTS (SELECT FROM pg_catalog.pg_class AS c
                       WHERE c.relnamespace = relation.relnamespace AND c.relname = head || tail)
        THEN
            RETURN head || tail;
        END IF;
        attempt := attempt + 1;
    END LOOP;
END
$$;

COMMENT ON FUNCTION lookalike.hamming_index_name(regclass, name, integer) IS
    'A free name for the hamming index of a column and chunk, in the schema of the table.';
