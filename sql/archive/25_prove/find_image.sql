-- Images of the archive that may show this picture. Each way to find them is a plain query that its index serves.
-- SECURITY DEFINER: under row-level security, no index on hashes would serve a query. So the function itself leaves out
-- what the reader may not see (docs/decisions/0055-restricted-rows.md).
CREATE OR REPLACE FUNCTION lookalike.find_image(
    phash bit(64) DEFAULT NULL, phash_256 bit(256) DEFAULT NULL, phash_flips bit(192) DEFAULT NULL,
    content_phash bit(64) DEFAULT NULL, embedding halfvec DEFAULT NULL, k integer DEFAULT 20
)
    RETURNS TABLE (
        image_id bigint, path text, collection text, found_by text, variant integer,
        phash_distance integer, phash_256_distance integer, similarity double precision)
    LANGUAGE plpgsql STABLE
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    SET plan_cache_mode = force_custom_plan  -- the planner must see the radius
    SET enable_seqscan = off
AS $$
#variable_conflict use_column
DECLARE
    radius integer := lookalike.get_setting('match_radius')::integer;
    variant_radius integer := lookalike.get_setting('variant_radius')::integer;
    low_quality real := lookalike.get_setting('low_quality')::real;
    sees_all boolean := lookalike_internal.sees_restricted();
    asked integer := k;
BEGIN
    IF k IS NULL OR k < 1 THEN
        RAISE EXCEPTION 'k must be at least 1'
            USING ERRCODE = 'invalid_parameter_value', HINT = 'It is the largest number of images to return for each way.';
    END IF;
    IF num_nonnulls(find_image.phash, find_image.content_phash, find_image.embedding) = 0 THEN
        RAISE EXCEPTION 'nothing to look for'
            USING ERRCODE = 'invalid_parameter_value',
                  HINT = 'Give a hash, or an embedding: find_image(phash => ...), find_image(embedding => ...).';
    END IF;
    -- The index on embeddings gives the nearest, also those that are left out then; so it is asked for more.
    IF NOT sees_all AND EXISTS (SELECT FROM lookalike_internal.hidden_image) THEN
        asked := greatest(k, 8 * least(k, 125));
    END IF;
    PERFORM set_config('hnsw.ef_search', least(greatest(4 * asked, 64), 1000)::text, true);
    RETURN QUERY
    WITH found AS (
        (SELECT f.image_id, 'hash' AS found_by, NULL::integer AS variant, NULL::double precision AS similarity
         FROM lookalike_internal.fingerprint f
         JOIN lookalike_internal.present_image i ON i.image_id = f.image_id
         WHERE lookalike.within(f.phash, find_image.phash, radius) AND f.region = 'full' AND f.quality >= low_quality
           AND (sees_all OR NOT EXISTS (SELECT FROM lookalike_internal.hidden_image h WHERE h.image_id = f.image_id))
         ORDER BY lookalike.hamming_distance(f.phash, find_image.phash), f.image_id LIMIT k)
        UNION ALL
        (SELECT n.image_id, 'variant', v.variant, NULL
         FROM lookalike.phash_variants(find_image.phash, find_image.phash_flips) v
         CROSS JOIN LATERAL (
             SELECT f.image_id FROM lookalike_internal.fingerprint f
             JOIN lookalike_internal.present_image i ON i.image_id = f.image_id
             WHERE lookalike.within(f.phash, v.phash, variant_radius) AND f.region = 'full' AND f.quality >= low_quality
               AND (sees_all OR NOT EXISTS (SELECT FROM lookalike_internal.hidden_image h WHERE h.image_id = f.image_id))
             LIMIT k) n
         WHERE find_image.phash IS NOT NULL)
        UNION ALL
        (SELECT f.image_id, 'content', NULL, NULL
         FROM lookalike_internal.fingerprint f
         JOIN lookalike_internal.present_image i ON i.image_id = f.image_id
         WHERE lookalike.within(f.phash, find_image.phash, radius) AND f.region = 'content' AND f.quality >= low_quality
           AND (sees_all OR NOT EXISTS (SELECT FROM lookalike_internal.hidden_image h WHERE h.image_id = f.image_id))
         LIMIT k)
        UNION ALL
        (SELECT f.image_id, 'content', NULL, NULL
         FROM lookalike_internal.fingerprint f
         JOIN lookalike_internal.present_image i ON i.image_id = f.image_id
         WHERE lookalike.within(f.phash, find_image.content_phash, radius) AND f.quality >= low_quality
           AND (sees_all OR NOT EXISTS (SELECT FROM lookalike_internal.hidden_image h WHERE h.image_id = f.image_id))
         LIMIT k)
        UNION ALL
        (SELECT n.image_id, 'embedding', NULL, n.similarity
         FROM (SELECT lookalike.image_of(p.pixel_digest) AS image_id, p.similarity
               FROM lookalike.nearest_pictures(find_image.embedding, asked) p) n
         WHERE find_image.embedding IS NOT NULL
           AND (sees_all OR NOT EXISTS (SELECT FROM lookalike_internal.hidden_image h WHERE h.image_id = n.image_id))
         ORDER BY n.similarity DESC LIMIT k)
    ), best AS (
        SELECT DISTINCT ON (f.image_id) f.image_id, f.found_by, f.variant,
               max(f.similarity) OVER (PARTITION BY f.image_id) AS similarity
        FROM found f
        ORDER BY f.image_id, array_position(ARRAY['hash', 'variant', 'content', 'embedding'], f.found_by), f.variant
    )
    SELECT i.image_id, i.path, c.name, b.found_by, b.variant,
           lookalike.hamming_distance(f.phash, find_image.phash),
           lookalike.hamming_distance(f.phash_256, find_image.phash_256), b.similarity
    FROM best b
    JOIN lookalike_internal.present_image i ON i.image_id = b.image_id
    JOIN lookalike_internal.collection c ON c.collection_id = i.collection_id
    JOIN lookalike_internal.fingerprint f ON f.image_id = i.image_id AND f.region = 'full'
    ORDER BY array_position(ARRAY['hash', 'variant', 'content', 'embedding'], b.found_by),
             lookalike.hamming_distance(f.phash_256, find_image.phash_256), b.similarity DESC NULLS LAST, i.image_id;
END
$$;
COMMENT ON FUNCTION lookalike.find_image(bit, bit, bit, bit, halfvec, integer) IS
    'Images of the archive that may show the picture with these hashes or this embedding, at most k for each way to '
    'find them: by a similar hash, as a mirrored, turned or inverted copy, within a border, or by a similar embedding. '
    'They are proposals: "lookalike find" proves them on the pixels.';

CREATE OR REPLACE FUNCTION lookalike_internal.read_sources(image_ids bigint[])
    RETURNS TABLE (image_id bigint, pixel_digest bytea, root text, path text, frame_count integer,
                   x integer, y integer, width integer, height integer)
    LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT i.image_id, i.pixel_digest, c.root, i.path, i.frame_count, f.x, f.y, f.width, f.height
    FROM lookalike_internal.image i
    JOIN lookalike_internal.collection c ON c.collection_id = i.collection_id
    LEFT JOIN lookalike_internal.fingerprint f ON f.image_id = i.image_id AND f.region = 'content'
    WHERE i.image_id = ANY (image_ids);
END;
COMMENT ON FUNCTION lookalike_internal.read_sources(bigint[]) IS
    'The pixel digests of these images, the paths of their files, and the place of the picture within a border.';
