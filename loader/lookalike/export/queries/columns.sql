-- The columns of a public view, in order; no row if there is no such view, or if this role may not read it.
SELECT a.attname::text AS name, pg_catalog.format_type(a.atttypid, NULL) AS type,
       pg_catalog.col_description(a.attrelid, a.attnum::integer) AS comment
FROM pg_catalog.pg_attribute a
WHERE a.attrelid = pg_catalog.to_regclass('lookalike.' || pg_catalog.quote_ident(%(view)s))
  AND pg_catalog.has_table_privilege(a.attrelid, 'SELECT')
  AND a.attnum > 0 AND NOT a.attisdropped
ORDER BY a.attnum;
