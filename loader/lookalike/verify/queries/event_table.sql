-- What stands between a reader and the stored rows of the log: one row for each such thing, no row if there is none.
WITH event AS (
    SELECT c.oid, c.relkind, c.relrowsecurity FROM pg_class c
    WHERE c.oid = to_regclass('lookalike_internal.event')
), wanted (attname, type) AS (
    VALUES ('event_id', 'int8'::regtype), ('happened_at', 'timestamptz'), ('action', 'text'), ('event_type', 'text'),
           ('done_by', 'text'), ('database_role', 'text'), ('object_type', 'text'), ('object_id', 'text'),
           ('outcome', 'text'), ('detail', 'jsonb'), ('previous_hash', 'bytea'), ('hash', 'bytea')
)
SELECT 'lookalike_internal.event' AS object, 'is not a plain table' AS problem FROM event WHERE relkind <> 'r'
UNION ALL
SELECT 'lookalike_internal.event', 'has row security' FROM event WHERE relrowsecurity
UNION ALL
SELECT format('rule %s of lookalike_internal.event', r.rulename), 'is not of lookalike'
FROM pg_rewrite r JOIN event ON r.ev_class = event.oid WHERE event.relkind = 'r'
UNION ALL
SELECT format('column %s of lookalike_internal.event', w.attname),
       CASE WHEN a.attname IS NULL THEN 'is missing' ELSE 'is not stored as it was written' END
FROM wanted w
LEFT JOIN (SELECT a.* FROM pg_attribute a JOIN event ON a.attrelid = event.oid WHERE a.attnum > 0) a
  ON a.attname = w.attname AND NOT a.attisdropped
WHERE a.attname IS NULL OR a.atttypid <> w.type OR a.attgenerated <> ''
