-- Everything in our schemas, one row for each fact, to compare two installations: the kind and name of an
-- object, which part of it, and how that part is. Whether an object is a member of an extension is left out on
-- purpose, and so is the name of the owner. search_path is pg_catalog: all other names come with their schema, and no
-- function of the owner takes part.
WITH target AS (
    SELECT n.* FROM pg_namespace n WHERE n.nspname IN ('lookalike', 'lookalike_detail', 'lookalike_internal')
), routine AS (
    SELECT p.*, p.oid::regprocedure::text AS name, t.nspowner
    FROM pg_proc p JOIN target t ON t.oid = p.pronamespace
), relation AS (
    SELECT c.*, format('%I.%I', t.nspname, c.relname) AS name, t.nspowner,
           CASE c.relkind WHEN 'r' THEN 'table' WHEN 'v' THEN 'view' WHEN 'S' THEN 'sequence'
                          WHEN 'm' THEN 'materialized view' WHEN 'c' THEN 'type' WHEN 'f' THEN 'foreign table'
                          WHEN 'p' THEN 'partitioned table'
                          ELSE CASE WHEN i.indisunique THEN 'unique index' ELSE 'index' END END AS kind
    FROM pg_class c
    JOIN target t ON t.oid = c.relnamespace
    LEFT JOIN pg_index i ON i.indexrelid = c.oid
), attribute AS (
    SELECT a.*, r.name AS relation, r.name || '.' || quote_ident(a.attname) AS name, r.relowner,
           -- A dropped column leaves a gap in the numbers, which a restore closes.
           row_number() OVER (PARTITION BY a.attrelid ORDER BY a.attnum) AS place
    FROM relation r
    JOIN pg_attribute a ON a.attrelid = r.oid AND a.attnum > 0 AND NOT a.attisdropped
    WHERE r.kind NOT IN ('index', 'unique index')
), access AS (
    SELECT 'schema' AS kind, t.nspname::text AS name, t.nspowner AS owner, coalesce(t.nspacl, acldefault('n', t.nspowner)) AS acl
    FROM target t
    UNION ALL
    SELECT 'function', r.name, r.proowner, coalesce(r.proacl, acldefault('f', r.proowner)) FROM routine r
    UNION ALL
    SELECT r.kind, r.name, r.relowner,
           coalesce(r.relacl, acldefault(CASE r.relkind WHEN 'S' THEN 's' ELSE 'r' END::"char", r.relowner))
    FROM relation r WHERE r.kind NOT IN ('index', 'unique index', 'type')
    UNION ALL
    SELECT 'column', a.name, a.relowner, a.attacl FROM attribute a WHERE a.attacl IS NOT NULL
    UNION ALL
    SELECT 'type', t.oid::regtype::text, t.typowner, coalesce(t.typacl, acldefault('T', t.typowner))
    FROM pg_type t JOIN target n ON n.oid = t.typnamespace WHERE t.typtype IN ('d', 'e', 'r')
), fact (kind, name, part, definition, parent) AS (
    SELECT 'schema', t.nspname::text, '', NULL, NULL FROM target t
    UNION ALL
    SELECT 'schema', t.nspname::text, 'comment', obj_description(t.oid, 'pg_namespace'), NULL FROM target t
    UNION ALL
    SELECT 'role', r.rolname::text, '', NULL, NULL FROM pg_roles r
    -- How the names of the roles begin, as the caller has read it.
    WHERE r.rolname IN (SELECT current_setting('lookalike.role_prefix') || '_' || k.kind
                        FROM unnest('{analyst,dashboard,loader,restricted,reviewer,steward}'::text[]) AS k (kind))
    UNION ALL
    SELECT 'function', r.name, '',
           CASE WHEN r.prokind = 'a' THEN 'an aggregate' ELSE pg_get_functiondef(r.oid) END,
           format('%s.%I', r.pronamespace::regnamespace, r.proname)
    FROM routine r
    UNION ALL
    SELECT 'function', r.name, 'comment', obj_description(r.oid, 'pg_proc'), NULL FROM routine r
    UNION ALL
    SELECT r.kind, r.name, '',
           CASE WHEN r.relkind IN ('v', 'm') THEN pg_get_viewdef(r.oid)
                WHEN r.relkind IN ('i', 'I') THEN concat_ws(' ', pg_get_indexdef(r.oid), CASE WHEN NOT i.indisvalid THEN 'INVALID' END)
                ELSE concat_ws(', ', 'kept ' || r.relpersistence::text,
                               CASE WHEN r.relrowsecurity THEN 'row security' END,
                               CASE WHEN r.relforcerowsecurity THEN 'also for the owner' END,
                               CASE WHEN r.relispartition THEN 'a partition' END)
           END,
           i.indrelid::regclass::text
    FROM relation r LEFT JOIN pg_index i ON i.indexrelid = r.oid
    UNION ALL
    SELECT r.kind, r.name, 'comment', obj_description(r.oid, 'pg_class'), NULL FROM relation r
    UNION ALL
    SELECT r.kind, r.name, CASE r.relkind WHEN 'v' THEN 'options' ELSE 'storage' END, array_to_string(r.reloptions, ', '), NULL
    FROM relation r WHERE r.reloptions IS NOT NULL
    UNION ALL
    SELECT 'column', a.name, '',
           concat_ws(', ', a.place, format_type(a.atttypid, a.atttypmod), CASE WHEN a.attnotnull THEN 'not null' END,
                     'identity ' || nullif(a.attidentity::text, ''), 'generated ' || nullif(a.attgenerated::text, ''),
                     nullif(a.attcollation, 0)::regcollation, pg_get_expr(d.adbin, d.adrelid)),
           a.relation
    FROM attribute a LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
    UNION ALL
    SELECT 'column', a.name, 'comment', col_description(a.attrelid, a.attnum), NULL FROM attribute a
    UNION ALL
    SELECT 'constraint', format('%I on %s', c.conname, r.name), '', pg_get_constraintdef(c.oid), r.name
    FROM pg_constraint c JOIN relation r ON r.oid = c.conrelid
    UNION ALL
    SELECT 'constraint', format('%I on %s', c.conname, c.contypid::regtype), '', pg_get_constraintdef(c.oid), c.contypid::regtype::text
    FROM pg_constraint c JOIN target t ON t.oid = c.connamespace WHERE c.contypid <> 0
    UNION ALL
    SELECT 'trigger', format('%I on %s', g.tgname, r.name), '', pg_get_triggerdef(g.oid), r.name
    FROM pg_trigger g JOIN relation r ON r.oid = g.tgrelid WHERE NOT g.tgisinternal
    UNION ALL
    SELECT 'trigger', format('%I on %s', g.tgname, r.name), 'comment', obj_description(g.oid, 'pg_trigger'), NULL
    FROM pg_trigger g JOIN relation r ON r.oid = g.tgrelid WHERE NOT g.tgisinternal
    UNION ALL
    SELECT 'trigger', format('%I on %s', g.tgname, r.name), 'state', g.tgenabled::text, NULL
    FROM pg_trigger g JOIN relation r ON r.oid = g.tgrelid WHERE NOT g.tgisinternal
    UNION ALL
    -- The triggers that hold a foreign key have numbers for names.
    SELECT 'constraint', format('%I on %s', c.conname, r.name), 'state', min(g.tgenabled::text), NULL
    FROM pg_trigger g
    JOIN pg_constraint c ON c.oid = g.tgconstraint
    JOIN relation r ON r.oid = c.conrelid
    WHERE g.tgisinternal AND g.tgenabled <> 'O'
    GROUP BY c.conname, r.name
    UNION ALL
    SELECT 'rule', format('%I on %s', w.rulename, r.name), '', pg_get_ruledef(w.oid), r.name
    FROM pg_rewrite w JOIN relation r ON r.oid = w.ev_class WHERE w.rulename <> '_RETURN'
    UNION ALL
    SELECT 'policy', format('%I on %s', l.polname, r.name), '',
           concat_ws(', ', l.polcmd, pg_get_expr(l.polqual, l.polrelid), pg_get_expr(l.polwithcheck, l.polrelid)), r.name
    FROM pg_policy l JOIN relation r ON r.oid = l.polrelid
    UNION ALL
    -- Where no role of ours exists, a policy is for the owner, who needs none.
    SELECT 'policy', format('%I on %s', l.polname, r.name),
           'right of ' || CASE g.role WHEN 0 THEN 'PUBLIC' ELSE pg_get_userbyid(g.role)::text END, 'see the rows', NULL
    FROM pg_policy l JOIN relation r ON r.oid = l.polrelid CROSS JOIN LATERAL unnest(l.polroles) AS g (role)
    WHERE g.role <> r.relowner
    UNION ALL
    SELECT 'inheritance', format('%s.%I from %s', h.relnamespace::regnamespace, h.relname, r.name), '', NULL, r.name
    FROM pg_inherits i JOIN relation r ON r.oid = i.inhparent JOIN pg_class h ON h.oid = i.inhrelid WHERE r.relkind <> 'I'
    UNION ALL
    SELECT 'type', t.oid::regtype::text, '', concat_ws(', ', t.typtype, nullif(t.typbasetype, 0)::regtype, t.typnotnull), NULL
    FROM pg_type t JOIN target n ON n.oid = t.typnamespace WHERE t.typtype IN ('d', 'e', 'r')
    UNION ALL
    SELECT a.kind, a.name, 'owner', CASE WHEN a.owner = o.nspowner THEN 'the owner of the archive' ELSE pg_get_userbyid(a.owner)::text END, NULL
    FROM access a CROSS JOIN (SELECT t.nspowner FROM target t WHERE t.nspname = 'lookalike_internal') o
    WHERE a.kind <> 'column'
    UNION ALL
    SELECT a.kind, a.name,
           'right of ' || CASE x.grantee WHEN 0 THEN 'PUBLIC' ELSE pg_get_userbyid(x.grantee)::text END,
           string_agg(x.privilege_type || CASE WHEN x.is_grantable THEN ' with grant option' ELSE '' END, ', '
                      ORDER BY x.privilege_type), NULL
    FROM access a CROSS JOIN LATERAL aclexplode(a.acl) x
    WHERE x.grantee <> a.owner
    GROUP BY a.kind, a.name, x.grantee
)
SELECT kind::text, name::text, part::text, definition::text, parent::text FROM fact ORDER BY kind, name, part
