-- The same places as DISCARDED in loader/lookalike/scan/exclude.py; a test holds that. No pinned search_path, so that
-- the planner can inline the function. The first conditions are quick, and false for most paths; CASE keeps them first.
CREATE OR REPLACE FUNCTION lookalike_internal.is_discarded(path text) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN path COLLATE "C" ~ '(^|/)[$#@.~]'
    OR lower(path COLLATE "C") LIKE ANY (
        ARRAY['%recycler/%', '%trash%', '%volume information/%', '%files_versions/%', '%found%'])
THEN path COLLATE "C" ~* (
    '(^|/)('
    -- recycle bins
    '\$recycle\.bin|recycler|[#@.]recycle|\.trash|\.trash-[^/]*|\.trashes|\.local/share/trash'
    '|network trash folder|files_trashbin'
    -- snapshots and earlier versions
    '|[.~#]snapshot|\.snapshots|@recently-snapshot|@gmt-[^/]*|\.snap|\.zfs|system volume information'
    '|\.documentrevisions-v100|\.stversions|files_versions'
    -- thumbnails
    '|\.thumbnails|\.cache/thumbnails|@eadir|\.@__thumb'
    -- remains that a check of the disk found
    '|lost\+found|found\.[0-9]{3}'
    ')/|(^|/)\.trashed-[^/]*(/|$)')
ELSE false END;
COMMENT ON FUNCTION lookalike_internal.is_discarded(text) IS
    'Whether a file lies in a recycle bin, a snapshot, a cache of thumbnails or another folder that a system empties, renews or hides by itself. Takes the whole path, with the folder of the collection.';

CREATE OR REPLACE FUNCTION lookalike_internal.places_of(path text) RETURNS text[]
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    SET search_path = pg_catalog, pg_temp
RETURN (
    SELECT array_agg(array_to_string(p.parts[1:n], '/'))
    FROM (SELECT string_to_array(path, '/') AS parts) p CROSS JOIN LATERAL generate_subscripts(p.parts, 1) n
);
COMMENT ON FUNCTION lookalike_internal.places_of(text) IS 'A path and all folders above it.';
