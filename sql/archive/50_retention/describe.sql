CREATE OR REPLACE FUNCTION lookalike_internal.count_metadata(i lookalike_internal.image) RETURNS integer
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN num_nonnulls(i.captured_at, i.camera, i.software, i.creator, i.copyright_notice,
                    i.credit_line, i.usage_terms, i.rights_url)
       -- What a program says about the file is no statement about the picture.
       -- Without a sub-select the planner can inline the function, and reads only the columns it needs.
       + jsonb_array_length(jsonb_path_query_array(i.metadata - 'provenance', '$.keyvalue()'));
COMMENT ON FUNCTION lookalike_internal.count_metadata(lookalike_internal.image) IS
    'How many metadata fields an image carries, without those about its provenance.';

CREATE OR REPLACE FUNCTION lookalike_internal.count_bits(i lookalike_internal.image) RETURNS integer
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE
    WHEN i.mode = '1' THEN 1
    WHEN i.mode IN ('L', 'LA', 'La', 'P', 'PA') THEN 8
    WHEN starts_with(i.mode, 'I;16') THEN 16
    ELSE 24
END;
COMMENT ON FUNCTION lookalike_internal.count_bits(lookalike_internal.image) IS
    'Bits of tone and colour in a pixel, by the mode: 1, 8, 16 or 24.';
