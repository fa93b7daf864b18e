CREATE OR REPLACE FUNCTION lookalike_internal.overlaps(one text, other text) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN starts_with(rtrim(one, '/') || '/', rtrim(other, '/') || '/')
    OR starts_with(rtrim(other, '/') || '/', rtrim(one, '/') || '/');
COMMENT ON FUNCTION lookalike_internal.overlaps(text, text) IS 'Whether two folders, by their absolute paths, are the same, or one lies in the other.';
