SELECT l.rolname AS login, string_agg(r.rolname, ', ' ORDER BY r.rolname) AS roles
FROM pg_roles AS l
JOIN pg_roles AS r ON r.rolname IN (SELECT k.role FROM lookalike.access_rules() AS k)
    AND pg_has_role(l.oid, r.oid, 'MEMBER')
WHERE l.rolcanlogin AND NOT l.rolsuper
    AND NOT pg_has_role(l.oid, (SELECT n.nspowner FROM pg_namespace AS n WHERE n.nspname = 'lookalike_internal'), 'MEMBER')
GROUP BY l.rolname
ORDER BY l.rolname
