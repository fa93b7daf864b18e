SELECT string_agg(format('lookalike_internal.%I', c.relname), ', ' ORDER BY c.relname)
FROM pg_class AS c
WHERE c.relnamespace = to_regnamespace('lookalike_internal') AND c.relkind = 'r'
    AND pg_has_role(c.relowner, 'USAGE')
