-- Inlined, so that a join with a long list is planned as a join.
CREATE OR REPLACE FUNCTION lookalike.find_by_path(location text)
    RETURNS TABLE (image_id bigint, collection text, path text)
    LANGUAGE sql STABLE ROWS 1
BEGIN ATOMIC
    SELECT i.image_id, c.name, i.path
    FROM lookalike_internal.image i
    JOIN lookalike_internal.collection c ON c.collection_id = i.collection_id
    WHERE lookalike_internal.file_name_key(i.path) COLLATE "C"
          = lookalike_internal.file_name_key(find_by_path.location) COLLATE "C"
      AND i.missing_since IS NULL
      -- One of the two is the end of the other.
      AND CASE WHEN length(lookalike_internal.path_key(i.path)) > length(lookalike_internal.path_key(find_by_path.location))
               THEN right(lookalike_internal.path_key(i.path), length(lookalike_internal.path_key(find_by_path.location)) + 1)
                    = '/' || lookalike_internal.path_key(find_by_path.location)
               ELSE right('/' || lookalike_internal.path_key(find_by_path.location), length(lookalike_internal.path_key(i.path)) + 1)
                    = '/' || lookalike_internal.path_key(i.path) END;
END;
COMMENT ON FUNCTION lookalike.find_by_path(text) IS
    'The images at a path, whatever its slashes, its root, its case and its Unicode normalisation form: their numbers, collections and paths. No row for a path that no image has, and several rows for an end of a path that several images have. For a join with a list of your own: FROM mine LEFT JOIN LATERAL find_by_path(mine.path) AS found ON true.';
