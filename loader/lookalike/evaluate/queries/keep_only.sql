-- Leaves these files in the archive (photograph/edit), and takes all others out, as if a scan had not found them.
UPDATE lookalike_internal.image i
SET missing_since = CASE WHEN k.is_kept THEN NULL ELSE now() END
FROM (
    SELECT image_id, regexp_replace(path, '^0*(\d+)/0*(\d+) .*$', '\1/\2') = ANY (%(files)s::text[]) AS is_kept
    FROM lookalike_internal.image
) k
WHERE k.image_id = i.image_id AND (i.missing_since IS NULL) <> k.is_kept
RETURNING i.image_id
