-- One image with a fingerprint, as a scan would leave it.
WITH collection AS (
    INSERT INTO lookalike_internal.collection (name, root) VALUES ('kept', '/kept') RETURNING collection_id
),
run AS (
    INSERT INTO lookalike_internal.run (stage, collection_id, state, finished_at)
    SELECT 'scan', collection_id, 'finished', now() FROM collection
    RETURNING run_id, collection_id
),
image AS (
    INSERT INTO lookalike_internal.image (
        collection_id, path, byte_size, modified_at, sha256, pixel_digest, format, width, height,
        mode, frame_count, is_lossless, first_seen_run_id, changed_run_id)
    SELECT
        collection_id, 'a.jpg', 1, now(), sha256('a'), sha256('b'), 'JPEG', 1, 1,
        'RGB', 1, false, run_id, run_id
    FROM run
    RETURNING image_id
),
method AS (
    INSERT INTO lookalike_internal.fingerprint_method (algorithm, parameters, libraries)
    VALUES ('phash', '{}', '{}')
    RETURNING method_id
)
INSERT INTO lookalike_internal.fingerprint (image_id, method_id, phash, phash_256, quality)
SELECT image_id, method_id, B'0'::bit(64), B'0'::bit(256), 1
FROM image, method
