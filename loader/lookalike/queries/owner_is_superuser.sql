SELECT rolsuper
FROM pg_roles
WHERE oid = (SELECT nspowner FROM pg_namespace WHERE nspname = 'lookalike')
