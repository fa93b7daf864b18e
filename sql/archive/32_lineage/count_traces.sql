CREATE OR REPLACE FUNCTION lookalike_internal.count_traces(i lookalike_internal.image) RETURNS integer
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN num_nonnulls(i.camera, i.creator, i.copyright_notice, i.credit_line);
COMMENT ON FUNCTION lookalike_internal.count_traces(lookalike_internal.image) IS
    'How many metadata fields of an image speak for an original: camera, creator, copyright, credit.';
