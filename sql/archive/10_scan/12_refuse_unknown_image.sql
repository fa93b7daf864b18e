CREATE OR REPLACE FUNCTION lookalike_internal.refuse_unknown_image(image_id bigint) RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RAISE EXCEPTION 'image % does not exist', coalesce(image_id::text, 'null')
        USING ERRCODE = 'undefined_object',
              HINT = 'SELECT image_id, path FROM lookalike_detail.image lists the images.';
END
$$;
COMMENT ON FUNCTION lookalike_internal.refuse_unknown_image(bigint) IS
    'Raises the error for a number that no image has, or that is the number of an image that the caller may not see.';
