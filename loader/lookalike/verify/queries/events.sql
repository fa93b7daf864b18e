-- The ten sealed fields as text, in their order, then the two hashes. ONLY the table: rows of a table that
-- inherits from it are no events. search_path is pg_catalog, so every function and operator is the server's own.
SELECT e.event_id::text,
       to_char(e.happened_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
       e.action, e.event_type, e.done_by, e.database_role, e.object_type, e.object_id, e.outcome,
       e.detail::text, e.previous_hash, e.hash
FROM ONLY lookalike_internal.event e
ORDER BY e.event_id
