SELECT r.rolname AS role, n.nspowner::regrole::text AS owner,
    pg_has_role(n.nspowner, r.oid, 'USAGE WITH ADMIN OPTION') AS may_grant,
    (SELECT string_agg(DISTINCT quote_ident(g.rolname), ', ')
     FROM pg_auth_members AS m JOIN pg_roles AS g ON g.oid = m.member
     WHERE m.roleid = r.oid AND m.admin_option) AS grantors
FROM pg_roles AS r
JOIN pg_namespace AS n ON n.nspname = 'lookalike_internal'
WHERE r.rolname IN (SELECT k.role FROM lookalike.access_rules() AS k)
ORDER BY r.rolname
