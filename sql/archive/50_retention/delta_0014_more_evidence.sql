-- gather_evidence() gives more columns, so the old one has to go. The view that reads it keeps its columns meanwhile.
DO $do$
DECLARE
    columns text := (
        SELECT string_agg(format('NULL::%s AS %I', format_type(a.atttypid, a.atttypmod), a.attname), ', ' ORDER BY a.attnum)
        FROM pg_attribute a
        WHERE a.attrelid = to_regclass('lookalike.classification_evidence') AND a.attnum > 0);
BEGIN
    IF columns IS NOT NULL THEN
        EXECUTE 'CREATE OR REPLACE VIEW lookalike.classification_evidence AS SELECT ' || columns;
    END IF;
END
$do$;
DROP FUNCTION IF EXISTS lookalike_internal.gather_evidence(bigint[], integer[]);
