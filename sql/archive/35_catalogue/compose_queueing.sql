-- When an image or an entry gives up a file name, only one other may be left with it. So the entries that
-- name such a file are linked again, except those that have found this file by digest or path.
-- The function returns a text, because only the trigger itself sees its tables of changed rows.
CREATE OR REPLACE FUNCTION lookalike_internal.compose_queueing(names text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    SET search_path = pg_catalog, pg_temp
RETURN format($query$
    WITH given_up AS MATERIALIZED (
        SELECT DISTINCT k.name_key COLLATE "C" AS name_key FROM (%s) AS k (name_key)
    )
    INSERT INTO lookalike_internal.unlinked_entry AS u (entry_id, is_changed)
    SELECT DISTINCT f.entry_id, false
    FROM given_up g
    JOIN lookalike_internal.entry_file f
      ON f.file IS NOT NULL AND lookalike_internal.file_name_key(f.file) COLLATE "C" = g.name_key
    WHERE f.link_evidence IS NULL OR f.link_evidence = 'file name'
    ON CONFLICT (entry_id) DO UPDATE SET reason = NULL $query$, names);
COMMENT ON FUNCTION lookalike_internal.compose_queueing(text) IS
    'The statement that queues the entries whose files have one of the '
    'names that a query gives, as file_name_key() writes them.';
