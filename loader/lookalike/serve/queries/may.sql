-- Which of these public functions the person may call.
SELECT p.proname::text AS name
FROM pg_catalog.pg_proc p
WHERE p.pronamespace = 'lookalike'::regnamespace AND p.proname = ANY (%(names)s)
  AND pg_catalog.has_function_privilege(p.oid, 'EXECUTE')
