-- Beside find_image, for "lookalike find": composites with a panel, and files with a page, like a picture.
CREATE OR REPLACE FUNCTION lookalike_internal.find_wholes(phash bit(64), phash_256 bit(256), k integer)
    RETURNS TABLE (
        image_id bigint, path text, collection text, found_by text, phash_256_distance integer, page integer,
        x integer, y integer, width integer, height integer)
    LANGUAGE plpgsql STABLE
    SET search_path = pg_catalog, pg_temp
    SET plan_cache_mode = force_custom_plan  -- the planner must see the radius
    SET enable_seqscan = off
AS $$
#variable_conflict use_column
DECLARE
    radius integer := lookalike.get_setting('match_radius')::integer;
    low_quality real := lookalike.get_setting('low_quality')::real;
BEGIN
    RETURN QUERY
    WITH found AS (
        (SELECT lookalike.image_of(p.pixel_digest) AS image_id, 'panel' AS found_by,
                lookalike.hamming_distance(p.phash_256, find_wholes.phash_256) AS distance,
                NULL::integer AS page, p.x, p.y, p.width, p.height
         FROM lookalike_internal.panel p
         WHERE lookalike.within(p.phash, find_wholes.phash, radius) AND p.quality >= low_quality
         ORDER BY 3, 1 LIMIT k)
        UNION ALL
        (SELECT p.image_id, 'page', lookalike.hamming_distance(p.phash_256, find_wholes.phash_256),
                p.page, NULL, NULL, NULL, NULL
         FROM lookalike_internal.page p
         WHERE lookalike.within(p.phash, find_wholes.phash, radius) AND p.quality >= low_quality
         ORDER BY 3, 1, p.page LIMIT k)
    )
    SELECT DISTINCT ON (i.image_id) i.image_id, i.path, c.name, f.found_by, f.distance, f.page, f.x, f.y, f.width, f.height
    FROM found f
    JOIN lookalike_internal.present_image i ON i.image_id = f.image_id
    JOIN lookalike_internal.collection c ON c.collection_id = i.collection_id
    ORDER BY i.image_id, f.distance, f.page, f.x, f.y;
END
$$;
COMMENT ON FUNCTION lookalike_internal.find_wholes(bit, bit, integer) IS
    'Composites with a panel, and files with a page, whose hash is like this one: at most k of each, with the page or '
    'the place of the panel.';
