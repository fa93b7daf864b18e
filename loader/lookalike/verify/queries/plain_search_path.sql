-- Names of pgvector come without their schema, which another database may call otherwise.
SELECT set_config('search_path', concat_ws(', ', 'pg_catalog', (
    SELECT quote_ident(n.nspname) FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace
    WHERE e.extname = 'vector')), true)
