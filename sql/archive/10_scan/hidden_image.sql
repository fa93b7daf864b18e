-- The policies on rows (90_access) ask this view for every row. It runs with the rights of the owner, and shows numbers
-- alone: who may not see an image may know that there is one.
CREATE OR REPLACE VIEW lookalike_internal.hidden_image AS
SELECT r.image_id FROM lookalike_internal.restricted_image r
WHERE r.until IS NULL OR r.until >= current_date;
COMMENT ON VIEW lookalike_internal.hidden_image IS 'Numbers of the images that a restriction hides today from roles that may not see them.';
COMMENT ON COLUMN lookalike_internal.hidden_image.image_id IS 'Number of the image.';

-- The owner, the stages and the stewards must see everything, or they would lose it. In a function that runs as the owner,
-- current_user is the owner: the reader is the login, or the role that it set.
CREATE OR REPLACE FUNCTION lookalike_internal.sees_restricted() RETURNS boolean
    LANGUAGE sql STABLE PARALLEL SAFE
    SET search_path = pg_catalog, pg_temp
RETURN (
    SELECT pg_has_role(p.reader, n.nspowner, 'USAGE')
        OR EXISTS (SELECT FROM pg_roles r
                   WHERE r.rolname IN (lookalike_internal.role_name('loader'), lookalike_internal.role_name('restricted'),
                                     lookalike_internal.role_name('steward'))
                     AND pg_has_role(p.reader, r.oid, 'USAGE'))
    FROM pg_namespace n,
         (SELECT coalesce(nullif(current_setting('role'), 'none'), session_user::text)::name AS reader) p
    WHERE n.nspname = 'lookalike_internal'
);
COMMENT ON FUNCTION lookalike_internal.sees_restricted() IS
    'Whether the role that is connected, or that it has set, sees what is restricted: the owner of the archive, and members of its roles loader, restricted and steward.';
