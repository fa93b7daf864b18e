CREATE OR REPLACE FUNCTION lookalike.image_of(pixel_digest bytea) RETURNS bigint
    LANGUAGE sql STABLE
    SET search_path = pg_catalog, pg_temp
RETURN (
    SELECT i.image_id FROM lookalike_internal.present_image i
    WHERE i.pixel_digest = image_of.pixel_digest
    ORDER BY i.collection_id, i.path LIMIT 1);
COMMENT ON FUNCTION lookalike.image_of(bytea) IS
    'The first image, by collection and path, that has these pixels.';
