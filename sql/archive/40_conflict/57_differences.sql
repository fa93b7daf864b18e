-- All differences with their statements in words, also those that are no conflict.
CREATE OR REPLACE FUNCTION lookalike_internal.rights_differences(of_clusters integer[], of_images bigint[])
    RETURNS TABLE (group_id bigint, image_id bigint, field text, is_shown boolean, is_conflict boolean,
                   severity text, explanation text, different_values bigint, digest text,
                   statements text)
    LANGUAGE sql STABLE PARALLEL SAFE ROWS 10000
BEGIN ATOMIC
    SELECT * FROM lookalike_internal.compare_rights(of_clusters, of_images, false);
END;
COMMENT ON FUNCTION lookalike_internal.rights_differences(integer[], bigint[]) IS
    'The rows of compare_rights(), each with its statements in words.';

CREATE OR REPLACE FUNCTION lookalike_internal.metadata_differences(of_clusters integer[], of_images bigint[], fields text[])
    RETURNS TABLE (group_id bigint, image_id bigint, field text, is_conflict boolean, severity text,
                   explanation text, different_values bigint, statements text, digest text)
    LANGUAGE sql STABLE PARALLEL SAFE ROWS 10000
BEGIN ATOMIC
    SELECT * FROM lookalike_internal.compare_metadata(of_clusters, of_images, fields, false);
END;
COMMENT ON FUNCTION lookalike_internal.metadata_differences(integer[], bigint[], text[]) IS
    'The rows of compare_metadata(), each with its statements in words.';
