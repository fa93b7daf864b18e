-- One check for all functions that need a column of hashes, so that their errors are the same.
CREATE OR REPLACE FUNCTION lookalike.hamming_column_bits(
    table_name regclass, column_name name, refusal text)
    RETURNS integer
    LANGUAGE plpgsql STABLE PARALLEL SAFE
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    relation_name name;
    column_type text;
    candidates text;
BEGIN
    SELECT c.relname, format_type(a.atttypid, a.atttypmod)
    INTO STRICT relation_name, column_type
    FROM pg_catalog.pg_class AS c
    LEFT JOIN pg_catalog.pg_attribute AS a
        ON a.attrelid = c.oid AND a.attname = column_name AND a.attnum > 0 AND NOT a.attisdropped
    WHERE c.oid = table_name;

    IF column_type IN ('bit(64)', 'bit(128)', 'bit(256)') THEN
        RETURN substring(column_type, '\d+')::integer;
    END IF;

    SELECT string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum)
    INTO candidates
    FROM pg_catalog.pg_attribute AS a
    WHERE a.attrelid = table_name AND a.attnum > 0 AND NOT a.attisdropped
        AND format_type(a.atttypid, a.atttypmod) IN ('bit(64)', 'bit(128)', 'bit(256)');

    IF column_type IS NULL THEN
        RAISE EXCEPTION USING
            ERRCODE = 'undefined_column',
            MESSAGE = format('column "%s" of relation "%s" does not exist',
                             column_name, relation_name),
            HINT = coalesce('Columns of hashes are: ' || candidates || '.',
                            'The relation has no column of type bit(64), bit(128) or bit(256).');
    END IF;
    RAISE EXCEPTION USING
        ERRCODE = 'datatype_mismatch',
        MESSAGE = format('%s column "%s" of relation "%s"', refusal, column_name, relation_name),
        DETAIL = format('The column is of type %s, not bit(64), bit(128) or bit(256).',
                        column_type),
        HINT = coalesce('Columns of hashes are: ' || candidates || '.',
                        'Store hashes in a column of type bit(64), bit(128) or bit(256).');
END
$$;

COMMENT ON FUNCTION lookalike.hamming_column_bits(regclass, name, text) IS
    'The length of the hashes in a column: 64, 128 or 256. If the column holds anything else, raises '
    'an error that begins with refusal.';
