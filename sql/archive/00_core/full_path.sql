CREATE OR REPLACE FUNCTION lookalike_internal.full_path(root text, path text) RETURNS text
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN rtrim(root, '/') || '/' || path;
COMMENT ON FUNCTION lookalike_internal.full_path(text, text) IS
    'The whole path of a file: the folder of its collection, and its path in it.';
