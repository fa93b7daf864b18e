-- How far apart two hashes are. pgvector's own operator, as an integer.
CREATE OR REPLACE FUNCTION lookalike.hamming_distance(a bit, b bit)
    RETURNS integer
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN (a <~> b)::integer;

COMMENT ON FUNCTION lookalike.hamming_distance(bit, bit) IS
    'Number of bits in which two hashes of one length differ; an error if their lengths differ.';
-- The 64 bits are dealt out to three chunks in turn: bit i (the lowest is 0) goes to chunk i mod 3.
-- Neighbouring bits of a perceptual hash are correlated; dealing spreads them over the chunks.
-- Users' indexes hold keys made with these masks: they may never change.
CREATE OR REPLACE FUNCTION lookalike.hamming_mask(chunk integer)
    RETURNS bigint
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN (
        '{-7905747460161236407, 2635249153387078802, 5270498306774157604}'::bigint[]
    )[chunk + 1];

COMMENT ON FUNCTION lookalike.hamming_mask(integer) IS
    'Which of the 64 bits belong to a chunk (0, 1 or 2); null for any other chunk.';
-- The key of one hamming index. Inlined by the planner, so index and query must both be written
-- with this function. Users' indexes and dumps hold its results: they may never change.
CREATE OR REPLACE FUNCTION lookalike.hamming_chunk(h bit(64), chunk integer)
    RETURNS bigint
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN h::bigint & lookalike.hamming_mask(chunk);

COMMENT ON FUNCTION lookalike.hamming_chunk(bit, integer) IS
    'The bits of a 64-bit hash that belong to a chunk (0, 1 or 2), the others cleared: '
    'the key of the index that create_hamming_index makes for the chunk.';
-- The three chunks are probed with 4,918 keys at radius 11, 12,233 at 12 and 50,537 at 15.
-- Free to change: no index depends on it.
CREATE OR REPLACE FUNCTION lookalike.hamming_probe_limit()
    RETURNS integer
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN 11;

COMMENT ON FUNCTION lookalike.hamming_probe_limit() IS
    'The largest radius at which probing the hamming indexes pays; '
    'beyond it every row is compared.';
-- Breadth first, so that the patterns come out with few flips first, each of them once:
-- a pattern only ever grows by a higher bit than its highest.
CREATE OR REPLACE FUNCTION lookalike.hamming_flips(chunk integer, flips integer)
    RETURNS bigint[]
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    COST 100
BEGIN ATOMIC
    WITH RECURSIVE pattern (size, next_bit, bits) AS (
        SELECT 0, chunk, 0::bigint
        WHERE flips >= 0
        UNION ALL
        SELECT size + 1, i + 3, bits | (1::bigint << i)
        FROM pattern, generate_series(next_bit, 63, 3) AS i
        WHERE size < flips
    )
    SELECT coalesce(array_agg(bits), '{}')
    FROM pattern;
END;

COMMENT ON FUNCTION lookalike.hamming_flips(integer, integer) IS
    'All patterns of at most this many bits set, within a chunk (0, 1 or 2); none if negative.';
-- Never inlined. Its cost makes the planner compute it once a scan, where there is an index,
-- and test the distance first where there is none.
CREATE OR REPLACE FUNCTION lookalike.hamming_neighbours(key bigint, flips bigint[])
    RETURNS bigint[]
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    COST 100
BEGIN ATOMIC
    SELECT coalesce(array_agg(key # flip), '{}')
    FROM unnest(flips) AS flip;
END;

COMMENT ON FUNCTION lookalike.hamming_neighbours(bigint, bigint[]) IS
    'A chunk under each of the given flips.';
-- Pigeonhole: allow chunk c at most t_c flips, where the t_c + 1 add up to radius + 1. Were every
-- chunk over its allowance, the hashes would differ in at least radius + 1 bits. So two hashes
-- within the radius agree in some chunk up to t_c flips.
-- Two functions below it, so that a constant radius turns the flips into a constant even where q is
-- not one. Not STRICT, as the CASE would then keep it from being inlined.
CREATE OR REPLACE FUNCTION lookalike.hamming_probe(q bit(64), radius integer, chunk integer)
    RETURNS bigint[]
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN CASE WHEN radius > lookalike.hamming_probe_limit() THEN '{}'::bigint[]
                ELSE lookalike.hamming_neighbours(
                    lookalike.hamming_chunk(q, chunk),
                    lookalike.hamming_flips(chunk, (radius + 3 - chunk) / 3 - 1))
           END;

COMMENT ON FUNCTION lookalike.hamming_probe(bit, integer, integer) IS
    'The keys to look up in the index of a chunk (0, 1 or 2) for hashes within the radius of q; '
    'none beyond hamming_probe_limit().';
-- Beyond the limit, the index of chunk 0 is read from this floor up, which is all of it.
-- An index condition rather than "radius > limit": one arm without an index would rule out the
-- indexes for all of them where the radius is a parameter or a column.
CREATE OR REPLACE FUNCTION lookalike.hamming_floor(radius integer)
    RETURNS bigint
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN CASE WHEN radius > lookalike.hamming_probe_limit()
                THEN '-9223372036854775808'::bigint
           END;

COMMENT ON FUNCTION lookalike.hamming_floor(integer) IS
    'The least key there is if the radius is beyond hamming_probe_limit(), else null.';
-- One inlinable predicate: in a WHERE or a JOIN the planner turns it into a BitmapOr over the three
-- hamming indexes on h. The distance comes first for the places where it cannot be inlined, which
-- are a sub-select or a costly expression as q: join a query that holds it instead.
CREATE OR REPLACE FUNCTION lookalike.within(h bit(64), q bit(64), radius integer)
    RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN (h <~> q) <= radius
        AND (lookalike.hamming_chunk(h, 0) = ANY (lookalike.hamming_probe(q, radius, 0))
             OR lookalike.hamming_chunk(h, 1) = ANY (lookalike.hamming_probe(q, radius, 1))
             OR lookalike.hamming_chunk(h, 2) = ANY (lookalike.hamming_probe(q, radius, 2))
             OR lookalike.hamming_chunk(h, 0) BETWEEN lookalike.hamming_floor(radius)
                                                  AND 9223372036854775807);

COMMENT ON FUNCTION lookalike.within(bit, bit, integer) IS
    'Whether two 64-bit hashes differ in at most radius bits. Exact at every radius; '
    'served by the indexes that create_hamming_index makes on the first argument. '
    'Longer hashes: compare with hamming_distance.';
-- <table>_<column>_hamming_<chunk>_idx, with a number before _idx where that name is taken. Where it
-- is too long, <table>_<column> loses its end, by characters, as PostgreSQL's limit is in bytes.
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
