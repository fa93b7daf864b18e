CREATE OR REPLACE FUNCTION lookalike_internal.is_below(path text, folder text) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN folder = '' OR path = folder OR starts_with(path, folder || '/');
COMMENT ON FUNCTION lookalike_internal.is_below(text, text) IS
    'Whether a path is a folder or a file in it; both are relative to the folder of a collection, which is empty.';
