-- How much of an image changed. Whole rows are compared, so a new column counts by itself.

-- Matches and links rest on the bytes, the pixels, the place, and whether the image is present.
CREATE OR REPLACE FUNCTION lookalike_internal.is_replaced(new_image lookalike_internal.image, old_image lookalike_internal.image) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (new_image.sha256, new_image.pixel_digest, new_image.collection_id, new_image.path, new_image.missing_since IS NULL)
    <> (old_image.sha256, old_image.pixel_digest, old_image.collection_id, old_image.path, old_image.missing_since IS NULL);
COMMENT ON FUNCTION lookalike_internal.is_replaced(lookalike_internal.image, lookalike_internal.image) IS
    'Whether an image has other bytes, other pixels or another place than before, has come or has gone.';

CREATE OR REPLACE FUNCTION lookalike_internal.is_changed(new_image lookalike_internal.image, old_image lookalike_internal.image) RETURNS boolean
    LANGUAGE sql STABLE PARALLEL SAFE
RETURN new_image IS DISTINCT FROM old_image
    AND (new_image.modified_at = old_image.modified_at
         OR jsonb_populate_record(new_image, jsonb_build_object('modified_at', old_image.modified_at))
            IS DISTINCT FROM old_image);
COMMENT ON FUNCTION lookalike_internal.is_changed(lookalike_internal.image, lookalike_internal.image) IS
    'Whether anything of an image changed except the modification time of its file.';
