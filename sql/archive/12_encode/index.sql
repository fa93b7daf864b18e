SELECT lookalike.create_hamming_index('lookalike_internal.panel', 'phash');
