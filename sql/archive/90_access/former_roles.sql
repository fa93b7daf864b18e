-- The roles with the prefix that this archive had before. They stay: another archive on the server may use them.
CREATE OR REPLACE FUNCTION lookalike_internal.former_roles() RETURNS TABLE (role oid, name text, successor text)
    LANGUAGE sql STABLE
    SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT r.oid, r.rolname::text, k.role
    FROM lookalike_internal.role_naming n
    CROSS JOIN (SELECT DISTINCT a.role FROM lookalike.access_rules() a) k
    JOIN pg_roles r ON r.rolname = n.former || substr(k.role, length(n.prefix) + 1);
END;
COMMENT ON FUNCTION lookalike_internal.former_roles() IS
    'The roles with the prefix that this archive had before, each with the role that has taken its place.';

CREATE OR REPLACE FUNCTION lookalike_internal.former_rights() RETURNS TABLE (kind text, object text, role text, owner text, may_revoke boolean)
    LANGUAGE sql STABLE
    SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    WITH object AS (
        SELECT 'SCHEMA' AS kind, quote_ident(n.nspname) AS name, n.nspowner AS owner, n.nspacl AS acl
        FROM pg_namespace n WHERE n.nspname IN ('lookalike', 'lookalike_detail', 'lookalike_internal')
        UNION ALL
        SELECT CASE c.relkind WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END, c.oid::regclass::text, c.relowner,
               c.relacl || (SELECT array_agg(i.item) FROM pg_attribute a CROSS JOIN LATERAL unnest(a.attacl) AS i (item)
                            WHERE a.attrelid = c.oid AND NOT a.attisdropped)
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname IN ('lookalike', 'lookalike_detail', 'lookalike_internal')
        UNION ALL
        SELECT 'ROUTINE', p.oid::regprocedure::text, p.proowner, p.proacl
        FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
        WHERE n.nspname IN ('lookalike', 'lookalike_detail', 'lookalike_internal')
    )
    SELECT DISTINCT o.kind, o.name, f.name, pg_get_userbyid(o.owner)::text, pg_has_role(o.owner, 'USAGE')
    FROM object o CROSS JOIN LATERAL aclexplode(o.acl) a JOIN lookalike_internal.former_roles() f ON f.role = a.grantee;
END;
COMMENT ON FUNCTION lookalike_internal.former_rights() IS
    'The objects of this archive on which its former roles have rights, with the owner, and whether the caller may take the rights.';

CREATE OR REPLACE FUNCTION lookalike_internal.revoke_former() RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    this record;
BEGIN
    FOR this IN
        SELECT r.kind, string_agg(DISTINCT r.object, ', ') AS objects, string_agg(DISTINCT quote_ident(r.role), ', ') AS roles
        FROM lookalike_internal.former_rights() r WHERE r.may_revoke GROUP BY r.kind ORDER BY r.kind
    LOOP
        EXECUTE format('REVOKE ALL ON %s %s FROM %s', this.kind, this.objects, this.roles);
    END LOOP;
    -- What another role owns, or has granted.
    FOR this IN
        SELECT r.owner, string_agg(DISTINCT r.object, ', ') AS objects, string_agg(DISTINCT quote_ident(r.role), ', ') AS roles,
               string_agg(DISTINCT format('REVOKE ALL ON %s %s FROM %I', r.kind, r.object, r.role), '; ') AS commands
        FROM lookalike_internal.former_rights() r GROUP BY r.owner ORDER BY r.owner
    LOOP
        RAISE NOTICE '% still have rights on % in the schemas of this archive', this.roles, this.objects
            USING HINT = format('As the owner, %I, or as the role that gave them: %s', this.owner, this.commands);
    END LOOP;
    -- People do not move along: a role of that name may be of another archive.
    FOR this IN
        SELECT string_agg(DISTINCT quote_ident(m.name), ', ') AS members,
               string_agg(DISTINCT format('GRANT %I TO %I', m.successor, m.name), '; ') AS commands
        FROM (SELECT f.successor, r.rolname AS name
              FROM lookalike_internal.former_roles() f
              JOIN pg_auth_members a ON a.roleid = f.role AND (a.inherit_option OR a.set_option)
              JOIN pg_roles r ON r.oid = a.member
              WHERE NOT EXISTS (SELECT FROM pg_auth_members o JOIN pg_roles s ON s.oid = o.roleid
                                WHERE s.rolname = f.successor AND o.member = r.oid AND (o.inherit_option OR o.set_option))) m
        HAVING count(*) > 0
    LOOP
        RAISE NOTICE 'members of the former roles can no longer use this archive: %', this.members
            USING HINT = format('Those who shall use it: %s', this.commands);
    END LOOP;
    UPDATE lookalike_internal.role_naming n SET former = NULL WHERE n.former IS NOT NULL;
END
$$;
COMMENT ON FUNCTION lookalike_internal.revoke_former() IS
    'Takes the rights in this archive from the roles with the prefix that it had before. Notices name the rights that the caller '
    'may not take, and the members of these roles, with the statements that are left to do.';
