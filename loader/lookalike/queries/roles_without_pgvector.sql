SELECT schema_name, string_agg(quote_ident(role), ', ' ORDER BY role)
FROM lookalike_internal.roles_without_pgvector()
GROUP BY schema_name
