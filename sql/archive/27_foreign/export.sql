-- What may cross a border: digests, hashes and sizes. No image, and no path unless somebody asks for it. A name that is a path
-- is left out too. Restricted images stay where they are, also if a steward exports.
CREATE OR REPLACE FUNCTION lookalike_internal.list_fingerprints(of_collections integer[], with_paths boolean)
    RETURNS SETOF json
    LANGUAGE sql STABLE
    SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT json_strip_nulls(json_build_object(
        'collection', lookalike_internal.shown_name(c), 'number', i.image_id,
        'sha256', encode(i.sha256, 'hex'), 'pixel_digest', encode(i.pixel_digest, 'hex'),
        'phash', encode(substr(bit_send(f.phash), 5), 'hex'), 'phash_256', encode(substr(bit_send(f.phash_256), 5), 'hex'),
        'quality', f.quality, 'byte_size', i.byte_size, 'width', i.width, 'height', i.height, 'frames', i.frame_count,
        'format', i.format, 'path', CASE WHEN with_paths THEN i.path END))
    FROM lookalike_internal.present_image i
    JOIN lookalike_internal.collection c ON c.collection_id = i.collection_id
    JOIN lookalike_internal.fingerprint f ON f.image_id = i.image_id AND f.region = 'full'
    WHERE i.collection_id = ANY (of_collections)
      AND NOT EXISTS (SELECT FROM lookalike_internal.hidden_image h WHERE h.image_id = i.image_id)
    ORDER BY c.collection_id, i.image_id;
END;
COMMENT ON FUNCTION lookalike_internal.list_fingerprints(integer[], boolean) IS
    'The fingerprints of the present images of collections, one JSON object for each, without restricted images.';

CREATE OR REPLACE FUNCTION lookalike_internal.head_fingerprints(of_collections integer[]) RETURNS json
    LANGUAGE sql STABLE
    SET search_path = pg_catalog, pg_temp
RETURN (
    SELECT json_build_object(
        'format', 'lookalike fingerprints', 'version', 1,
        'archive', (SELECT n.archive_id FROM lookalike_internal.installation n),
        'hashes', (SELECT json_agg(DISTINCT m.algorithm ORDER BY m.algorithm)
                   FROM lookalike_internal.fingerprint f
                   JOIN lookalike_internal.fingerprint_method m ON m.method_id = f.method_id
                   JOIN lookalike_internal.present_image i ON i.image_id = f.image_id
                   WHERE i.collection_id = ANY (of_collections)),
        'collections', json_agg(json_build_object(
            'collection', lookalike_internal.shown_name(c), 'site', r.site, 'sector', r.sector, 'jurisdiction', r.jurisdiction,
            'images', (SELECT count(*) FROM lookalike_internal.present_image i
                       JOIN lookalike_internal.fingerprint f ON f.image_id = i.image_id AND f.region = 'full'
                       WHERE i.collection_id = c.collection_id
                         AND NOT EXISTS (SELECT FROM lookalike_internal.hidden_image h WHERE h.image_id = i.image_id)))
            ORDER BY c.collection_id))
    FROM lookalike_internal.collection c
    JOIN lookalike_internal.collection_rate r ON r.collection_id = c.collection_id
    WHERE c.collection_id = ANY (of_collections));
COMMENT ON FUNCTION lookalike_internal.head_fingerprints(integer[]) IS
    'The first line of a file of fingerprints: the archive, the algorithms of its hashes, and the collections with their sites and jurisdictions.';

-- SECURITY DEFINER: what leaves is in the log.
CREATE OR REPLACE FUNCTION lookalike_internal.record_fingerprint_export(
    collections text[], images bigint, with_paths boolean, digest text
) RETURNS bigint
    LANGUAGE sql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
RETURN lookalike_internal.record_event(
    'export fingerprints', session_user, 'archive', 'fingerprints',
    jsonb_build_object('collections', collections, 'images', images, 'with_paths', with_paths, 'sha256', digest));
COMMENT ON FUNCTION lookalike_internal.record_fingerprint_export(text[], bigint, boolean, text) IS
    'Logs that fingerprints were written to a file, with the SHA-256 of that file.';
