-- metadata_differences() gives a digest, so the old one has to go. What reads it keeps its columns meanwhile.
DO $do$
DECLARE
    columns text := (
        SELECT string_agg(format('NULL::%s AS %I', format_type(a.atttypid, a.atttypmod), a.attname), ', ' ORDER BY a.attnum)
        FROM pg_attribute a
        WHERE a.attrelid = to_regclass('lookalike.metadata_conflict') AND a.attnum > 0);
BEGIN
    IF columns IS NOT NULL THEN
        EXECUTE 'CREATE OR REPLACE VIEW lookalike.metadata_conflict AS SELECT ' || columns;
    END IF;
    IF to_regprocedure('lookalike_internal.open_metadata_conflicts(integer[], bigint[])') IS NOT NULL THEN
        EXECUTE 'CREATE OR REPLACE FUNCTION lookalike_internal.open_metadata_conflicts(of_clusters integer[], of_images bigint[])
                     RETURNS TABLE (image_id bigint) LANGUAGE sql STABLE PARALLEL SAFE ROWS 10000
                     AS $$SELECT NULL::bigint WHERE false$$';
    END IF;
END
$do$;
DROP FUNCTION IF EXISTS lookalike_internal.metadata_differences(integer[], bigint[], text[]);
