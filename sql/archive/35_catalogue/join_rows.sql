-- A list of texts is one text: files stand in lines of their own.
CREATE OR REPLACE FUNCTION lookalike_internal.join_list(list jsonb, field text) RETURNS text
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN (SELECT CASE WHEN bool_and(jsonb_typeof(l.value) IN ('string', 'number', 'boolean', 'null'))
                    THEN string_agg(l.value #>> '{}', CASE WHEN field IN ('file', 'digest') THEN E'\n' ELSE '; ' END ORDER BY l.n)
                    ELSE list::text END
        FROM jsonb_array_elements(list) WITH ORDINALITY AS l (value, n));
COMMENT ON FUNCTION lookalike_internal.join_list(jsonb, text) IS
    'The values of a list, one after another, as the text of a field; JSON where they have parts of their own.';

-- Rows of one object: one entry with all of their files.
CREATE OR REPLACE FUNCTION lookalike_internal.join_rows() RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    CREATE TEMP TABLE repeated ON COMMIT DROP AS
    SELECT n.fields->>'external_id' AS external_id, min(n.line) AS line
    FROM pg_temp.named n WHERE n.fields ? 'external_id'
    GROUP BY 1 HAVING count(*) > 1;
    ANALYZE pg_temp.repeated;
    CREATE TEMP TABLE said ON COMMIT DROP AS
    SELECT r.external_id, v.is_field, v.key, v.value, min(n.line) AS line
    FROM pg_temp.named n
    JOIN pg_temp.repeated r ON r.external_id = n.fields->>'external_id'
    CROSS JOIN LATERAL (
        SELECT true AS is_field, f.key, f.value FROM jsonb_each(n.fields) f
        UNION ALL
        SELECT false, o.key, o.value FROM jsonb_each(n.other) o) v
    GROUP BY r.external_id, v.is_field, v.key, v.value;
    DELETE FROM pg_temp.named n USING pg_temp.repeated r WHERE r.external_id = n.fields->>'external_id';
    INSERT INTO pg_temp.named (line, fields, other)
    SELECT r.line,
           coalesce(jsonb_object_agg(k.key, k.joined) FILTER (WHERE k.is_field AND k.joined IS NOT NULL), '{}'),
           coalesce(jsonb_object_agg(k.key, CASE WHEN k.count = 1 THEN k.value ELSE k.list END)
                    FILTER (WHERE NOT k.is_field OR k.joined IS NULL), '{}')
    FROM pg_temp.repeated r
    JOIN (
        SELECT s.external_id, s.is_field, s.key, count(*) AS count, min(s.value::text)::jsonb AS value,
               jsonb_agg(s.value ORDER BY s.line) AS list,
               -- What a row says of its own file is true of no other file.
               CASE WHEN count(*) = 1 OR s.key <> ALL ('{role,side,published_digest,published_crop}')
                   THEN string_agg(s.value #>> '{}', CASE WHEN s.key IN ('file', 'digest') THEN E'\n' ELSE '; ' END ORDER BY s.line)
               END AS joined
        FROM pg_temp.said s GROUP BY s.external_id, s.is_field, s.key
    ) k ON k.external_id = r.external_id
    GROUP BY r.external_id, r.line;
    DROP TABLE pg_temp.repeated, pg_temp.said;
END
$$;
COMMENT ON FUNCTION lookalike_internal.join_rows() IS
    'Makes one row of the rows with the same id in the temporary table named: different values of a field stand one after another, '
    'those of other columns become a list; one step of store_import.';
