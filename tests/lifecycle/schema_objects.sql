-- Everything in our two schemas as lines of text, to compare two installations.
-- Whether an object is a member of an extension is left out on purpose.
WITH target AS (
    SELECT oid FROM pg_namespace WHERE nspname IN ('lookalike', 'lookalike_internal')
),
routine AS (
    SELECT p.*, p.oid::regprocedure::text AS signature
    FROM pg_proc AS p
    JOIN target ON target.oid = p.pronamespace
),
relation AS (
    SELECT c.*, c.oid::regclass::text AS name
    FROM pg_class AS c
    JOIN target ON target.oid = c.relnamespace
)
SELECT concat_ws(' | ', 'routine', signature, pg_get_functiondef(oid)) FROM routine
UNION ALL
SELECT concat_ws(' | ', 'routine access', signature, proowner::regrole, proacl) FROM routine
UNION ALL
SELECT concat_ws(' | ', 'routine comment', signature, obj_description(oid, 'pg_proc')) FROM routine
UNION ALL
SELECT concat_ws(' | ', 'relation', name, relkind, relowner::regrole, relacl, reloptions,
                 obj_description(oid, 'pg_class'))
FROM relation
UNION ALL
SELECT concat_ws(' | ', 'view', name, pg_get_viewdef(oid)) FROM relation WHERE relkind IN ('v', 'm')
UNION ALL
SELECT concat_ws(' | ', 'index', name, pg_get_indexdef(oid)) FROM relation WHERE relkind = 'i'
UNION ALL
SELECT concat_ws(' | ', 'column', name,
                 -- A dropped column leaves a gap in the numbers, which a restore closes.
                 row_number() OVER (PARTITION BY a.attrelid ORDER BY a.attnum), a.attname, format_type(a.atttypid, a.atttypmod),
                 a.attnotnull, a.attidentity, a.attcollation::regcollation, a.attacl,
                 pg_get_expr(d.adbin, d.adrelid), col_description(a.attrelid, a.attnum))
FROM relation
JOIN pg_attribute AS a ON a.attrelid = relation.oid AND a.attnum > 0 AND NOT a.attisdropped
LEFT JOIN pg_attrdef AS d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
WHERE relkind <> 'i'
UNION ALL
SELECT concat_ws(' | ', 'constraint', conrelid::regclass, conname, pg_get_constraintdef(c.oid))
FROM pg_constraint AS c
JOIN target ON target.oid = c.connamespace
UNION ALL
SELECT concat_ws(' | ', 'trigger', tgrelid::regclass, pg_get_triggerdef(t.oid))
FROM pg_trigger AS t
JOIN relation ON relation.oid = t.tgrelid
WHERE NOT t.tgisinternal
UNION ALL
SELECT concat_ws(' | ', 'type', t.oid::regtype, t.typtype, t.typacl, obj_description(t.oid, 'pg_type'))
FROM pg_type AS t
JOIN target ON target.oid = t.typnamespace
WHERE t.typtype IN ('d', 'e', 'r')
ORDER BY 1
