CREATE OR REPLACE FUNCTION lookalike_internal.list_rights() RETURNS SETOF text
    LANGUAGE sql STABLE
    SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT format('%s: %s ON %s', coalesce(r.rolname, 'PUBLIC'), a.privilege_type, o.name)
    FROM (
        SELECT n.nspname::text AS name, n.nspacl AS acl FROM pg_namespace n
        WHERE n.nspname IN ('lookalike', 'lookalike_detail', 'lookalike_internal')
        UNION ALL
        SELECT format('%I.%I', n.nspname, c.relname), c.relacl
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname IN ('lookalike', 'lookalike_detail', 'lookalike_internal') AND c.relkind IN ('r', 'v')
        UNION ALL
        SELECT format('%I.%I (%I)', n.nspname, c.relname, a.attname), a.attacl
        FROM pg_attribute a
        JOIN pg_class c ON c.oid = a.attrelid
        JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname IN ('lookalike', 'lookalike_detail', 'lookalike_internal') AND a.attacl IS NOT NULL
        UNION ALL
        SELECT p.oid::regprocedure::text, coalesce(p.proacl, acldefault('f', p.proowner))
        FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
        WHERE n.nspname IN ('lookalike', 'lookalike_internal')
    ) o
    CROSS JOIN LATERAL aclexplode(o.acl) a
    LEFT JOIN pg_roles r ON r.oid = a.grantee
    WHERE a.grantee = 0 OR r.rolname IN (SELECT k.role FROM lookalike.access_rules() k);
END;
COMMENT ON FUNCTION lookalike_internal.list_rights() IS 'The rights that everybody and each role of Lookalike has in the archive, one a row, in words.';

-- Every install runs this. Run it by hand after roles were created, or after a dump was restored without them.
CREATE OR REPLACE FUNCTION lookalike.grant_access() RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    this record;
    command text;
    before text[] := ARRAY(SELECT r FROM lookalike_internal.list_rights() r);
    granted jsonb;
    revoked jsonb;
BEGIN
    FOR this IN
        SELECT lookalike_internal.role_name(v.kind) AS role, v.description FROM (VALUES
            ('analyst', 'Reads Lookalike archives, but not what is restricted.'),
            ('dashboard', 'Reads the views of Lookalike archives that dashboards need, but not what is restricted.'),
            ('loader', 'Runs the stages of Lookalike, from scan to classify.'),
            ('restricted', 'Reads everything in Lookalike archives, also what is restricted.'),
            ('reviewer', 'Decides about images in Lookalike archives.'),
            ('steward', 'Decides, and keeps holds, policies and catalogues of Lookalike archives.')
        ) v (kind, description)
        WHERE NOT EXISTS (SELECT FROM pg_roles r WHERE r.rolname = lookalike_internal.role_name(v.kind))
        ORDER BY v.kind
    LOOP
        BEGIN
            EXECUTE format('CREATE ROLE %I', this.role);
            EXECUTE format('COMMENT ON ROLE %I IS %L', this.role, this.description);
        EXCEPTION
            WHEN insufficient_privilege THEN
                RAISE NOTICE 'role "%" does not exist, and "%" may not create it', this.role, current_user
                    USING HINT = format('As a role that may create roles: CREATE ROLE %I; then SELECT lookalike.grant_access().', this.role);
            -- An install in another database of this server creates the role at the same time.
            WHEN duplicate_object OR unique_violation THEN
                NULL;
        END;
    END LOOP;

    PERFORM lookalike_internal.revoke_former();
    -- Rights that a role should not have any more go; rights that other roles got by hand stay.
    FOR command IN
        WITH role AS (
            SELECT string_agg(quote_ident(r.rolname), ', ' ORDER BY r.rolname) AS list
            FROM pg_roles r
            WHERE r.rolname IN (SELECT k.role FROM lookalike.access_rules() k)
        ), object AS (
            SELECT k.role, k.privileges, k.kind, quote_ident(k.object) AS name
            FROM lookalike.access_rules() k WHERE k.kind = 'SCHEMA'
            UNION ALL
            -- Each table by its name: another role may own a table or view that a user made.
            SELECT k.role, k.privileges, 'TABLE', format('%I.%I', n.nspname, c.relname)
            FROM lookalike.access_rules() k
            JOIN pg_namespace n ON n.nspname = k.object
            JOIN pg_class c ON c.relnamespace = n.oid AND (c.relkind = 'v' OR c.relkind = 'r' AND k.object = 'lookalike_internal')
            WHERE k.kind = 'ALL TABLES' AND pg_has_role(c.relowner, 'USAGE')
              AND NOT EXISTS (SELECT FROM lookalike.access_rules() x
                              WHERE x.role IS NULL AND x.kind = 'TABLE' AND x.object = c.relname)
            UNION ALL
            SELECT k.role, k.privileges, k.kind, format('lookalike_internal.%I', c.relname)
            FROM lookalike.access_rules() k
            JOIN pg_class c ON c.relname = k.object AND c.relnamespace = 'lookalike_internal'::regnamespace
            WHERE k.kind = 'TABLE' AND pg_has_role(c.relowner, 'USAGE')
            UNION ALL
            SELECT k.role, k.privileges, 'ROUTINE', p.oid::regprocedure::text
            FROM lookalike.access_rules() k
            JOIN pg_proc p ON p.proname = k.object AND p.pronamespace IN ('lookalike'::regnamespace, 'lookalike_internal'::regnamespace)
            WHERE k.kind = 'FUNCTION' AND pg_has_role(p.proowner, 'USAGE')
            UNION ALL
            SELECT NULL, 'EXECUTE', 'ROUTINE', p.oid::regprocedure::text
            FROM pg_proc p
            WHERE p.pronamespace = 'lookalike_internal'::regnamespace AND p.prorettype = 'trigger'::regtype
              AND p.prosecdef AND pg_has_role(p.proowner, 'USAGE')
        ), granted AS (
            SELECT o.kind, o.privileges, r.rolname, string_agg(o.name, ', ' ORDER BY o.name) AS names
            FROM object o JOIN pg_roles r ON r.rolname = o.role
            GROUP BY o.kind, o.privileges, r.rolname
        ), known AS (
            SELECT o.kind, string_agg(DISTINCT o.name, ', ') AS names FROM object o GROUP BY o.kind
        )
        SELECT c.command FROM (
            SELECT 1 AS step, format('REVOKE EXECUTE ON ROUTINE %s FROM PUBLIC', k.names) AS command
            FROM known k WHERE k.kind = 'ROUTINE'
            UNION ALL
            SELECT 2, format('REVOKE ALL ON %s %s FROM %s', k.kind, k.names, r.list)
            FROM known k CROSS JOIN role r WHERE r.list IS NOT NULL
            UNION ALL
            SELECT 3, format('GRANT %s ON %s %s TO %I', g.privileges, g.kind, g.names, g.rolname)
            FROM granted g
        ) c
        ORDER BY c.step, c.command
    LOOP
        EXECUTE command;
    END LOOP;

    PERFORM lookalike_internal.allow_outside();
    PERFORM lookalike_internal.hide_rows();

    -- The log. The first install gives all rights, and is not logged.
    SELECT jsonb_agg(g.name ORDER BY g.name) INTO granted
    FROM (SELECT r FROM lookalike_internal.list_rights() r EXCEPT SELECT unnest(before)) AS g (name);
    SELECT jsonb_agg(g.name ORDER BY g.name) INTO revoked
    FROM (SELECT unnest(before) EXCEPT SELECT r FROM lookalike_internal.list_rights() r) AS g (name);
    IF num_nonnulls(granted, revoked) > 0 AND EXISTS (SELECT FROM lookalike_internal.installation) THEN
        PERFORM lookalike_internal.record_event(
            'grant access', session_user, 'archive', 'access',
            jsonb_strip_nulls(jsonb_build_object('granted', granted, 'revoked', revoked)));
    END IF;
END
$$;
COMMENT ON FUNCTION lookalike.grant_access() IS
    'Creates the roles lookalike_analyst, lookalike_dashboard, lookalike_loader, lookalike_restricted, lookalike_reviewer and lookalike_steward if it may, and gives them exactly the rights of access_rules(). Hides restricted rows from the roles that may not see them. The log says which rights changed. Call it again after roles were created by hand.';

SELECT lookalike.grant_access();
