SELECT l.pid, a.usename AS role, nullif(a.application_name, '') AS application, host(a.client_addr) AS address,
    a.state, a.xact_start::timestamp(0)::text AS since,
    -- A view says more to people than the tables below it.
    coalesce(min(c.oid::regclass::text) FILTER (WHERE c.relkind = 'v'), min(c.oid::regclass::text)) AS relation,
    count(DISTINCT c.oid) AS relations
FROM pg_locks AS l
JOIN pg_class AS c ON c.oid = l.relation
LEFT JOIN pg_stat_activity AS a ON a.pid = l.pid
WHERE l.granted AND l.pid <> pg_backend_pid()
    AND l.database = (SELECT d.oid FROM pg_database AS d WHERE d.datname = current_database())
    AND c.relkind IN ('r', 'v', 'm')
    AND c.relnamespace IN (
        SELECT n.oid FROM pg_namespace AS n
        WHERE n.nspname IN ('lookalike', 'lookalike_detail', 'lookalike_internal'))
GROUP BY l.pid, a.usename, a.application_name, a.client_addr, a.state, a.xact_start
ORDER BY a.xact_start, l.pid
