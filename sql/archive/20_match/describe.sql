CREATE OR REPLACE FUNCTION lookalike_internal.describe_relation(
    a lookalike_internal.image, b lookalike_internal.image, phash_256_distance integer
) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE
    WHEN a.sha256 = b.sha256 THEN 'identical file'
    WHEN a.pixel_digest = b.pixel_digest THEN 'identical image'
    -- Shapes that differ by more than rounding: something was cut, added or squeezed.
    WHEN abs(ln(a.width::float8 * b.height / (a.height::float8 * b.width))) > 0.03 THEN 'edited'
    WHEN (a.mode IN ('1', 'L', 'LA', 'I', 'I;16', 'I;16B', 'F'))
      <> (b.mode IN ('1', 'L', 'LA', 'I', 'I;16', 'I;16B', 'F')) THEN 'toned'
    WHEN a.width <> b.width OR a.height <> b.height THEN 'resized'
    WHEN phash_256_distance <= 16 THEN 're-encoded'
    ELSE 'edited'
END;
COMMENT ON FUNCTION lookalike_internal.describe_relation(lookalike_internal.image, lookalike_internal.image, integer) IS
    'The relation of two matched images, by their digests, sizes, modes and 256-bit distance.';
