CREATE OR REPLACE FUNCTION lookalike_internal.drop_thumbnails(digests bytea[]) RETURNS void
    LANGUAGE sql
    SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    DELETE FROM lookalike_internal.thumbnail t
    WHERE t.pixel_digest = ANY (digests)
      AND NOT EXISTS (SELECT FROM lookalike_internal.image i WHERE i.pixel_digest = t.pixel_digest);
END;
COMMENT ON FUNCTION lookalike_internal.drop_thumbnails(bytea[]) IS
    'Deletes the thumbnails of these pictures that no image shows any more. Triggers call it.';
