-- Functions look for the operators of pgvector in its schema, with the rights of their caller. On many servers that
-- schema is not open to everybody: it is "extensions", or a schema public without USAGE for PUBLIC.
CREATE OR REPLACE FUNCTION lookalike_internal.roles_without_pgvector()
    RETURNS TABLE (role text, schema_name text)
    LANGUAGE sql STABLE
    SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT r.rolname::text, n.nspname::text
    FROM pg_extension e
    JOIN pg_namespace n ON n.oid = e.extnamespace
    CROSS JOIN pg_roles r
    WHERE e.extname = 'vector'
      AND r.rolname IN (SELECT k.role FROM lookalike.access_rules() k)
      AND NOT has_schema_privilege(r.oid, n.oid, 'USAGE')
    ORDER BY r.rolname;
END;
COMMENT ON FUNCTION lookalike_internal.roles_without_pgvector() IS
    'The roles of Lookalike that may not use the schema of pgvector, and the name of that schema. Their members cannot search by embedding.';

CREATE OR REPLACE FUNCTION lookalike_internal.allow_pgvector() RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    command text := (
        SELECT format('GRANT USAGE ON SCHEMA %I TO %s', w.schema_name, string_agg(quote_ident(w.role), ', ' ORDER BY w.role))
        FROM lookalike_internal.roles_without_pgvector() w GROUP BY w.schema_name);
BEGIN
    IF command IS NULL THEN
        RETURN;
    END IF;
    IF EXISTS (SELECT FROM lookalike_internal.roles_without_pgvector() w
               WHERE has_schema_privilege(w.schema_name, 'USAGE WITH GRANT OPTION')) THEN
        EXECUTE command;
        RETURN;
    END IF;
    RAISE NOTICE 'roles of lookalike may not use schema "%", which holds pgvector',
        (SELECT min(w.schema_name) FROM lookalike_internal.roles_without_pgvector() w)
        USING DETAIL = 'Their members cannot search by embedding.',
              HINT = format('As the owner of that schema: %s', command);
END
$$;
COMMENT ON FUNCTION lookalike_internal.allow_pgvector() IS
    'Lets the roles of Lookalike use the schema of pgvector. Where the owner of the archive may not give this right, it says in a notice who has to.';
