CREATE OR REPLACE FUNCTION lookalike_internal.thumbnail_url(base_url text, image_id bigint) RETURNS text
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN nullif(base_url, '') || '/image/' || image_id || '/thumbnail';
COMMENT ON FUNCTION lookalike_internal.thumbnail_url(text, bigint) IS
    'The address at which the pages show the thumbnail of an image; null where no base URL is set.';
