-- Roles belong to the whole server. Two archives on one server with two owners name theirs apart.
CREATE OR REPLACE FUNCTION lookalike_internal.role_prefix() RETURNS text
    LANGUAGE sql STABLE PARALLEL SAFE
    SET search_path = pg_catalog, pg_temp
RETURN coalesce((SELECT n.prefix FROM lookalike_internal.role_naming n), 'lookalike');
COMMENT ON FUNCTION lookalike_internal.role_prefix() IS 'How the names of the roles of this archive begin.';

CREATE OR REPLACE FUNCTION lookalike_internal.role_name(kind text) RETURNS text
    LANGUAGE sql STABLE PARALLEL SAFE
    SET search_path = pg_catalog, pg_temp
RETURN lookalike_internal.role_prefix() || '_' || kind;
COMMENT ON FUNCTION lookalike_internal.role_name(text) IS 'The name of a role of this archive: of analyst, dashboard, loader, restricted, reviewer or steward.';

-- The rules on rows ask for the names of roles, with the rights of each reader.
GRANT SELECT ON lookalike_internal.role_naming TO PUBLIC;
