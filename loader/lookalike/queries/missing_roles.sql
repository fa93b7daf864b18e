SELECT DISTINCT role
FROM lookalike.access_rules()
WHERE role NOT IN (SELECT rolname FROM pg_roles)
ORDER BY role
