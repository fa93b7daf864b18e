-- Like hamming_chunk_128, with four words. Users' indexes and dumps hold its results, so these may
-- never change.
CREATE OR REPLACE FUNCTION lookalike.hamming_chunk_256(h bit(256), chunk integer)
    RETURNS bigint
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN CASE WHEN chunk BETWEEN 0 AND 11 THEN
                (substring(h, 1, 64)::bigint & (1153203048319815681 << chunk))
                | (substring(h, 65, 64)::bigint & (1153203048319815681 << ((chunk + 3) % 12)))
                | (substring(h, 129, 64)::bigint & (1153203048319815681 << ((chunk + 6) % 12)))
                | (substring(h, 193, 64)::bigint & (1153203048319815681 << ((chunk + 9) % 12)))
           END;

COMMENT ON FUNCTION lookalike.hamming_chunk_256(bit, integer) IS
    'The bits of a 256-bit hash that belong to a chunk (0 to 11), folded into one key: '
    'the key of the index that create_hamming_index makes for the chunk; null for any other chunk.';
