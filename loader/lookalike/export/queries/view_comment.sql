SELECT pg_catalog.obj_description(
    pg_catalog.to_regclass('lookalike.' || pg_catalog.quote_ident(%(view)s)), 'pg_class') AS comment;
