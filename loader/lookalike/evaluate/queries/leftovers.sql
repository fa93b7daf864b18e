-- Scratch databases that nobody uses. A run that has just made one is not connected to it yet.
SELECT d.datname AS name
FROM pg_database d
WHERE d.datname ~ '^lookalike_evaluate_\d{14}_[0-9a-f]{8}$'
  AND to_timestamp(split_part(d.datname, '_', 3), 'YYYYMMDDHH24MISS')::timestamp
      < now() AT TIME ZONE 'UTC' - interval '10 minutes'
  AND pg_has_role(d.datdba, 'USAGE')
  AND NOT EXISTS (SELECT FROM pg_stat_activity a WHERE a.datid = d.oid)
ORDER BY d.datname
