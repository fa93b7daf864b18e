SELECT l.name || CASE WHEN l.key <> 0 THEN format(' %s', l.key) ELSE '' END,
    format('process %s of the server', l.pid)
    || coalesce(', application ' || quote_literal(nullif(a.application_name, '')), '')
    || coalesce(' from ' || host(a.client_addr), '')
    || format(', role "%s", since %s', l.holder, l.taken_at::timestamp(0))
    || coalesce(format('; the session is %s since %s', a.state, a.state_change::timestamp(0)), ''),
    l.pid
FROM lookalike_internal.stage_lock AS l
LEFT JOIN pg_catalog.pg_stat_activity AS a ON a.pid = l.pid
WHERE l.holder IS NOT NULL AND lookalike_internal.is_lock_held(l)
ORDER BY l.name, l.key
