SELECT t.typname, t.oid, t.typarray
FROM pg_catalog.pg_type AS t
JOIN pg_catalog.pg_depend AS d
    ON d.classid = 'pg_catalog.pg_type'::pg_catalog.regclass AND d.objid = t.oid AND d.deptype = 'e'
JOIN pg_catalog.pg_extension AS e
    ON d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass AND d.refobjid = e.oid
WHERE e.extname = 'vector' AND t.typname IN ('vector', 'halfvec', 'sparsevec')
