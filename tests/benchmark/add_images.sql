-- Images for the hashes in pg_temp.hash, each with bytes and pixels of its own.
INSERT INTO lookalike_internal.fingerprint_method (algorithm, parameters, libraries)
VALUES ('made-up', '{}', '{}') ON CONFLICT DO NOTHING;

INSERT INTO lookalike_internal.image (image_id, collection_id, path, byte_size, modified_at, sha256,
    pixel_digest, format, width, height, mode, frame_count, is_lossless, first_seen_run_id,
    changed_run_id)
OVERRIDING SYSTEM VALUE
SELECT h.image_id, c.collection_id, format('%s/%s.jpg', h.image_id / 1000, h.image_id), 100000,
       '2020-01-01', sha256(int8send(h.image_id)), sha256(int8send(-h.image_id)), 'JPEG', 1000, 800,
       'RGB', 1, false, r.run_id, r.run_id
FROM pg_temp.hash h
CROSS JOIN (SELECT lookalike_internal.add_collection('made-up', '/made-up') AS collection_id) c
CROSS JOIN (SELECT lookalike_internal.start_run('cluster', '{}') AS run_id) r;

INSERT INTO lookalike_internal.fingerprint (image_id, method_id, phash, phash_256, quality)
SELECT h.image_id, m.method_id, h.phash, h.phash_256, 1
FROM pg_temp.hash h CROSS JOIN lookalike_internal.fingerprint_method m WHERE m.algorithm = 'made-up';

-- As the triggers do, which are off along with the foreign keys.
INSERT INTO lookalike_internal.unmatched_image (image_id) SELECT h.image_id FROM pg_temp.hash h;
