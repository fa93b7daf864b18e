-- An image by what a person types or copies: from a view, from a report, or from the disk.
CREATE OR REPLACE FUNCTION lookalike.find_path(location text) RETURNS bigint
    LANGUAGE plpgsql STABLE STRICT
    SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    image_ids bigint[];
    names text[];
BEGIN
    WITH named AS (
        SELECT c.collection_id, c.name, v.path
        FROM lookalike_internal.collection c
        CROSS JOIN LATERAL (VALUES
            (find_path.location),
            (CASE WHEN starts_with(find_path.location, c.name || ':')
                  THEN substr(find_path.location, length(c.name) + 2) END),
            (CASE WHEN starts_with(find_path.location, rtrim(c.root, '/') || '/')
                  THEN substr(find_path.location, length(rtrim(c.root, '/')) + 2) END)
        ) AS v (path)
    )
    SELECT array_agg(i.image_id ORDER BY n.collection_id), array_agg(n.name || ':' || i.path ORDER BY n.collection_id)
    INTO image_ids, names
    FROM named n
    JOIN lookalike_internal.image i ON i.collection_id = n.collection_id AND i.path = n.path;
    IF image_ids IS NULL AND location !~ '^/' THEN
        -- The end of a path, if only one image has it.
        SELECT array_agg(i.image_id ORDER BY c.name, i.path), array_agg(c.name || ':' || i.path ORDER BY c.name, i.path)
        INTO image_ids, names
        FROM lookalike_internal.image i
        JOIN lookalike_internal.collection c ON c.collection_id = i.collection_id
        WHERE lookalike_internal.file_name_key(i.path) COLLATE "C" = lookalike_internal.file_name_key(find_path.location) COLLATE "C"
          AND right(i.path, length(find_path.location) + 1) = '/' || find_path.location;
    END IF;
    IF image_ids IS NULL THEN
        RAISE EXCEPTION 'there is no image "%"', location
            USING ERRCODE = 'undefined_object',
                  DETAIL = 'No image has this path in its collection, this whole path, or this file name.',
                  HINT = lookalike_internal.suggest_paths(location) || 'Write the path as the views do, or COLLECTION:PATH, or the whole path.';
    END IF;
    IF cardinality(image_ids) > 1 THEN
        RAISE EXCEPTION 'there are % images "%"', cardinality(image_ids), location
            USING ERRCODE = 'ambiguous_parameter',
                  DETAIL = format('They are %s.', array_to_string(names[1:5], ', ')
                                  || CASE WHEN cardinality(names) > 5 THEN ' and more' ELSE '' END),
                  HINT = format('Name the collection, too: %s', names[1]);
    END IF;
    RETURN image_ids[1];
END
$$;
COMMENT ON FUNCTION lookalike.find_path(text) IS
    'The number of the image at a path below the folder of its collection, at COLLECTION:PATH, at a whole path, or with a file name or an end of a path that no other image has. Raises an error for no image, or for several.';

-- In a large archive not every name is looked at: those with the same first three letters, and some others.
CREATE OR REPLACE FUNCTION lookalike_internal.suggest_paths(location text) RETURNS text
    LANGUAGE sql STABLE
    SET search_path = pg_catalog, pg_temp
RETURN (
    WITH wanted AS (
        SELECT lookalike_internal.file_name_key(location) COLLATE "C" AS key
    ), looked_at AS (
        (SELECT i.collection_id, i.path
         FROM wanted w
         JOIN lookalike_internal.image i
           ON lookalike_internal.file_name_key(i.path) COLLATE "C" >= left(w.key, 3)
          AND lookalike_internal.file_name_key(i.path) COLLATE "C" < left(w.key, 3) || U&'\FFFD'
         LIMIT 3000)
        UNION
        (SELECT i.collection_id, i.path FROM lookalike_internal.image i LIMIT 2000)
    )
    SELECT lookalike_internal.did_you_mean(
        (SELECT w.key FROM wanted w),
        array_agg(lookalike_internal.file_name_key(l.path) ORDER BY c.name, l.path),
        array_agg(c.name || ':' || l.path ORDER BY c.name, l.path))
    FROM looked_at l
    JOIN lookalike_internal.collection c ON c.collection_id = l.collection_id);
COMMENT ON FUNCTION lookalike_internal.suggest_paths(text) IS
    'The beginning of a hint for a path that is not there: images whose file names are like it.';
