-- These indexes are not in tables.sql: they rest on functions of the archive or the extension, and an
-- install makes them again when they went with the extension.
CREATE INDEX IF NOT EXISTS image_file_name_key_idx
    ON lookalike_internal.image (lookalike_internal.file_name_key(path) COLLATE "C");

SELECT lookalike.create_hamming_index('lookalike_internal.fingerprint', 'phash');
SELECT lookalike.create_hamming_index('lookalike_internal.page', 'phash');
