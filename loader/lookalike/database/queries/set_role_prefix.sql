INSERT INTO lookalike_internal.role_naming AS n (prefix, former)
VALUES (%(prefix)s, CASE WHEN %(prefix)s <> 'lookalike' THEN 'lookalike' END)
ON CONFLICT (is_only) DO UPDATE
SET prefix = excluded.prefix, former = n.prefix
WHERE n.prefix <> excluded.prefix
