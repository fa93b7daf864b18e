-- This index is not in tables.sql: it rests on functions of the extension, and an install makes it again when it went with the
-- extension.
SELECT lookalike.create_hamming_index('lookalike_internal.foreign_fingerprint', 'phash');
