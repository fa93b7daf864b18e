-- Here and not in tables.sql: it rests on functions of the extension, and comes back with them.
SELECT lookalike.create_hamming_index('lookalike_internal.representative', 'phash');
