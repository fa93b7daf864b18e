-- What roles need beside the schemas of the archive. Functions look for the operators of pgvector in its schema, with the
-- rights of their caller. On many servers that schema is not open to everybody: it is "extensions", or a schema public
-- without USAGE for PUBLIC. Stages and functions that write make temporary tables.
CREATE OR REPLACE FUNCTION lookalike_internal.missing_outside_rights()
    RETURNS TABLE (role text, missing text, may_grant boolean, consequence text)
    LANGUAGE sql STABLE
    SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT r.rolname::text, format('USAGE ON SCHEMA %I', n.nspname),
           has_schema_privilege(n.oid, 'USAGE WITH GRANT OPTION'), 'their members cannot search by embedding'
    FROM pg_extension e
    JOIN pg_namespace n ON n.oid = e.extnamespace
    CROSS JOIN pg_roles r
    WHERE e.extname = 'vector'
      AND r.rolname IN (SELECT k.role FROM lookalike.access_rules() k)
      AND NOT has_schema_privilege(r.oid, n.oid, 'USAGE')
    UNION ALL
    SELECT r.rolname::text, format('TEMPORARY ON DATABASE %I', current_database()),
           has_database_privilege(current_database(), 'TEMPORARY WITH GRANT OPTION'),
           'their members can run no stage, import nothing and decide nothing'
    FROM pg_roles r
    WHERE r.rolname IN (SELECT k.role FROM lookalike.access_rules() k
                        WHERE k.kind = 'FUNCTION' AND k.object = 'refresh_facts')
      AND NOT has_database_privilege(r.oid, current_database(), 'TEMPORARY');
END;
COMMENT ON FUNCTION lookalike_internal.missing_outside_rights() IS
    'The rights that roles of Lookalike lack outside its schemas: the role, the right as GRANT names it, whether the caller may give it, and what does not work without it.';

CREATE OR REPLACE FUNCTION lookalike_internal.allow_outside() RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    this record;
BEGIN
    FOR this IN
        SELECT m.missing, bool_and(m.may_grant) AS may_grant, min(m.consequence) AS consequence,
               string_agg(quote_ident(m.role), ', ' ORDER BY m.role) AS roles
        FROM lookalike_internal.missing_outside_rights() m
        GROUP BY m.missing
        ORDER BY m.missing
    LOOP
        IF this.may_grant THEN
            EXECUTE format('GRANT %s TO %s', this.missing, this.roles);
        ELSE
            RAISE NOTICE '% lack %', this.roles, this.missing
                USING DETAIL = format('Without it, %s.', this.consequence),
                      HINT = format('As a role that may give it: GRANT %s TO %s', this.missing, this.roles);
        END IF;
    END LOOP;
END
$$;
COMMENT ON FUNCTION lookalike_internal.allow_outside() IS
    'Gives the roles of Lookalike what they lack outside its schemas. Where the owner of the archive may not give a right, a notice says which statement is missing.';
