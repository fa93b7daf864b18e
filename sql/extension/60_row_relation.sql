-- NULL::asset names a table and gives its row type, so that a function can return whole rows of it.
-- Where two rows are equally far, the primary key decides, so that the answer is always the same.
CREATE OR REPLACE FUNCTION lookalike.row_relation(
    base anyelement,
    OUT relation regclass, OUT relation_name name, OUT full_name text, OUT key_columns text)
    LANGUAGE plpgsql STABLE PARALLEL SAFE
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    SELECT c.oid, c.relname, format('%I.%I', n.nspname, c.relname)
    INTO relation, relation_name, full_name
    FROM pg_catalog.pg_type AS t
    JOIN pg_catalog.pg_class AS c ON c.oid = t.typrelid
    JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
    WHERE t.oid = pg_typeof(base) AND c.relkind IN ('r', 'p', 'v', 'm', 'f');

    IF NOT FOUND THEN
        RAISE EXCEPTION USING
            ERRCODE = 'wrong_object_type',
            MESSAGE = format('type %s is not the row type of a table or view', pg_typeof(base)),
            HINT = 'Give a null of the row type of the table to search, such as NULL::asset.';
    END IF;

    SELECT string_agg(format('%I.%I', relation_name, a.attname), ', ' ORDER BY k.position)
    INTO key_columns
    FROM pg_catalog.pg_index AS i
    CROSS JOIN unnest(i.indkey) WITH ORDINALITY AS k (attnum, position)
    JOIN pg_catalog.pg_attribute AS a ON a.attrelid = i.indrelid AND a.attnum = k.attnum
    WHERE i.indrelid = relation AND i.indisprimary AND k.position <= i.indnkeyatts;
END
$$;

COMMENT ON FUNCTION lookalike.row_relation(anyelement) IS
    'The table or view that a row type belongs to, its name without and with its schema, and its '
    'primary key as a list for ORDER BY; an error for any other type.';
