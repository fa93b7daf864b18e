-- Here and not in tables_0004.sql: they rest on these functions.
CREATE INDEX IF NOT EXISTS image_file_name_key_idx
    ON lookalike_internal.image (lookalike_internal.file_name_key(path) COLLATE "C");

-- Here and not in tables.sql: it rests on functions of the extension, and comes back with them.
SELECT lookalike.create_hamming_index('lookalike_internal.fingerprint', 'phash');
