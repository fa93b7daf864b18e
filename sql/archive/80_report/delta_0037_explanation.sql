-- The explanation of a row of the queue of reviews is an expression, so its functions go. What reads the queue keeps its columns
-- meanwhile.
DO $do$
DECLARE
    columns text := (
        SELECT string_agg(format('NULL::%s%s AS %I', format_type(a.atttypid, a.atttypmod),
                                 ' COLLATE ' || nullif(a.attcollation, 0)::regcollation, a.attname), ', ' ORDER BY a.attnum)
        FROM pg_attribute a
        WHERE a.attrelid = to_regclass('lookalike.review_queue') AND a.attnum > 0);
BEGIN
    IF columns IS NOT NULL THEN
        EXECUTE 'CREATE OR REPLACE VIEW lookalike.review_queue AS SELECT ' || columns;
    END IF;
END
$do$;
DROP FUNCTION IF EXISTS lookalike_internal.explain_item(text, bigint, bigint, integer, bigint, text);
DROP FUNCTION IF EXISTS lookalike_internal.explain_pair(bigint, bigint);
DROP FUNCTION IF EXISTS lookalike_internal.count_members(integer);
