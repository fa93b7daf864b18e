-- Who may not see what is restricted: row-level security on every table that speaks of images or entries, and views that
-- read them with the rights of the reader (docs/decisions/0055-restricted-rows.md). The rules follow from the names of the
-- columns, so that a new table and a new view are covered too.
--
-- Whether there is any restriction is asked once a statement; without one, no row costs more than that.
-- The planner cannot know that almost every row passes. Compared with <> 1, the CASE counts as true for 99.5% of rows;
-- with NOT EXISTS, each table of a view would seem to lose half of its rows.
CREATE OR REPLACE FUNCTION lookalike_internal.row_rules() RETURNS TABLE (table_name text, condition text)
    LANGUAGE sql STABLE
    SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    WITH named AS (
        SELECT c.relname::text AS table_name, a.attname, a.attnum,
               CASE WHEN a.atttypid = 'bigint'::regtype AND a.attname ~ '(^|_)image_id(_[ab])?$' THEN 'image'
                    WHEN a.atttypid = 'bigint'::regtype AND a.attname ~ '^entry_id(_[ab])?$' THEN 'entry'
                    WHEN a.atttypid = 'bytea'::regtype AND a.attname ~ '^(pixel_digest(_[ab])?|sha256)$' THEN 'digest'
                    WHEN a.attname = 'hold_id' AND c.relname = 'legal_hold' THEN 'hold'
                    WHEN a.attname = 'path' AND c.relname IN ('scan_problem', 'declared_role') THEN 'file'
               END AS kind
        FROM pg_class c
        JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
        WHERE c.relnamespace = 'lookalike_internal'::regnamespace AND c.relkind = 'r'
          AND pg_has_role(c.relowner, 'USAGE')
          -- Digests of networks; and images that are always one of the pair.
          AND c.relname <> 'model' AND (c.relname, a.attname) NOT IN (('match', 'inner_image_id'), ('match', 'derived_image_id'))
    ), hidden AS (
        SELECT n.table_name, n.attnum,
               CASE n.kind
                   WHEN 'image' THEN format('EXISTS (SELECT FROM lookalike_internal.hidden_image h WHERE h.image_id = %I.%I)',
                                            n.table_name, n.attname)
                   WHEN 'entry' THEN format('EXISTS (SELECT FROM lookalike_internal.hidden_entry h WHERE h.entry_id = %I.%I)',
                                            n.table_name, n.attname)
                   WHEN 'hold' THEN format('EXISTS (SELECT FROM lookalike_internal.hidden_hold h WHERE h.hold_id = %I.%I)',
                                           n.table_name, n.attname)
                   WHEN 'file' THEN 'lookalike_internal.is_hidden_file(collection_id, path)'
                   ELSE format('lookalike_internal.is_hidden_digest(%I)', n.attname)
               END AS condition
        FROM named n
        -- A digest is asked about only where there is no number.
        WHERE n.kind IN ('image', 'entry', 'hold', 'file')
           OR n.kind = 'digest' AND NOT EXISTS (SELECT FROM named o
                                                WHERE o.table_name = n.table_name AND o.kind IN ('image', 'entry'))
    )
    SELECT h.table_name,
           format('CASE WHEN (SELECT lookalike_internal.is_restricting()) AND (%s) THEN 1 ELSE 0 END <> 1',
                  string_agg(h.condition, ' OR ' ORDER BY h.attnum))
    FROM hidden h
    WHERE h.table_name NOT IN ('access_restriction', 'restricted_image')
    GROUP BY h.table_name
    UNION ALL
    -- No role but those that see everything sees these rows.
    VALUES ('access_restriction', 'false'), ('restricted_image', 'false'),
           -- Its figures count all images.
           ('report', '(SELECT NOT lookalike_internal.is_restricting())'),
           ('audit_snapshot', 'NOT is_restricted OR (SELECT NOT lookalike_internal.is_restricting())');
END;
COMMENT ON FUNCTION lookalike_internal.row_rules() IS
    'The tables that speak of images, entries or their files, each with the condition under which a role that does not see what is restricted sees a row.';

CREATE OR REPLACE FUNCTION lookalike_internal.hide_rows() RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    this record;
    everything text := coalesce(
        (SELECT string_agg(quote_ident(r.rolname), ', ' ORDER BY r.rolname) FROM pg_roles r
         WHERE r.rolname IN (lookalike_internal.role_name('loader'), lookalike_internal.role_name('restricted'),
                                     lookalike_internal.role_name('steward'))),
        quote_ident(current_user));
BEGIN
    FOR this IN SELECT format('lookalike_internal.%I', r.table_name) AS name, r.condition
                FROM lookalike_internal.row_rules() r ORDER BY r.table_name LOOP
        EXECUTE format('DROP POLICY IF EXISTS everything ON %s', this.name);
        EXECUTE format('DROP POLICY IF EXISTS shown ON %s', this.name);
        EXECUTE format('CREATE POLICY everything ON %s TO %s USING (true) WITH CHECK (true)', this.name, everything);
        EXECUTE format('CREATE POLICY shown ON %s FOR SELECT USING (%s)', this.name, this.condition);
        EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', this.name);
    END LOOP;
    FOR this IN
        SELECT format('%I.%I', n.nspname, c.relname) AS name
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname IN ('lookalike', 'lookalike_detail', 'lookalike_internal') AND c.relkind = 'v' AND pg_has_role(c.relowner, 'USAGE')
          AND (n.nspname, c.relname) NOT IN (
              ('lookalike_internal', 'hidden_image'), ('lookalike_internal', 'hidden_entry'),
              ('lookalike_internal', 'hidden_hold'), ('lookalike_detail', 'event_log'))
        ORDER BY 1
    LOOP
        EXECUTE format('ALTER VIEW %s SET (security_invoker = true)', this.name);
    END LOOP;
END
$$;
COMMENT ON FUNCTION lookalike_internal.hide_rows() IS
    'Puts the row-level security of row_rules() on the tables, and lets the views read with the rights of the reader; grant_access() calls it.';
