SELECT pg_catalog.pg_has_role(current_user, r.oid, 'USAGE WITH ADMIN OPTION')
FROM pg_catalog.pg_roles AS r
WHERE r.rolname = %s
