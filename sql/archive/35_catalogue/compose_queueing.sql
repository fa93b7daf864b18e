-- A file name that an image or an entry gives up may then belong to one other alone, so the entries that name
-- such a file are linked again; an entry that has found its image by digest or path is not.
-- A text, as only the trigger itself sees its tables of changed rows.
CREATE OR REPLACE FUNCTION lookalike_internal.compose_queueing(names text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    SET search_path = pg_catalog, pg_temp
RETURN format($query$
    WITH given_up AS MATERIALIZED (
        SELECT DISTINCT k.name_key COLLATE "C" AS name_key FROM (%s) AS k (name_key)
    )
    INSERT INTO lookalike_internal.unlinked_entry AS u (entry_id, is_changed)
    SELECT e.entry_id, false
    FROM given_up g
    JOIN lookalike_internal.catalogue_entry e
      ON e.file IS NOT NULL AND lookalike_internal.file_name_key(e.file) COLLATE "C" = g.name_key
    WHERE NOT EXISTS (SELECT FROM lookalike_internal.entry_image l
                      WHERE l.entry_id = e.entry_id AND l.link_evidence IN ('digest', 'path'))
    ON CONFLICT (entry_id) DO UPDATE SET reason = NULL $query$, names);
COMMENT ON FUNCTION lookalike_internal.compose_queueing(text) IS
    'The statement that queues the entries which name one of the files that a query gives by their file_name_key().';
