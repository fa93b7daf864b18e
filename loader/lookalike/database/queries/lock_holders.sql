SELECT l.pid, p.gid, coalesce(a.usename, p.owner) AS role, nullif(a.application_name, '') AS application,
    host(a.client_addr) AS address, a.state,
    -- No other process of a database is without a role. What it is by name, the server shows to few roles.
    a.pid IS NOT NULL AND a.usesysid IS NULL AS is_autovacuum,
    coalesce(a.xact_start, p.prepared)::timestamp(0)::text AS since,
    -- A view says more to people than the tables below it.
    coalesce(min(c.oid::regclass::text) FILTER (WHERE c.relkind = 'v'), min(c.oid::regclass::text)) AS relation,
    count(DISTINCT c.oid) AS relations
FROM pg_locks AS l
-- Long values of a table lie in a table beside it.
LEFT JOIN pg_class AS t ON t.reltoastrelid = l.relation AND l.relation <> 0
JOIN pg_class AS c ON c.oid = coalesce(t.oid, l.relation)
LEFT JOIN pg_stat_activity AS a ON a.pid = l.pid
-- A prepared transaction keeps its locks without a process, and among them one on its own number.
LEFT JOIN pg_locks AS o ON l.pid IS NULL AND o.pid IS NULL AND o.locktype = 'transactionid'
    AND o.virtualtransaction = l.virtualtransaction
LEFT JOIN pg_prepared_xacts AS p ON p.transaction = o.transactionid
WHERE l.granted AND l.pid IS DISTINCT FROM pg_backend_pid()
    AND l.database = (SELECT d.oid FROM pg_database AS d WHERE d.datname = current_database())
    AND c.relkind IN ('r', 'v', 'm')
    AND c.relnamespace IN (
        SELECT n.oid FROM pg_namespace AS n
        WHERE n.nspname IN ('lookalike', 'lookalike_detail', 'lookalike_internal'))
GROUP BY l.pid, p.gid, p.owner, p.prepared, a.pid, a.usesysid, a.usename, a.application_name, a.client_addr, a.state,
    a.xact_start
ORDER BY coalesce(a.xact_start, p.prepared), l.pid, p.gid
