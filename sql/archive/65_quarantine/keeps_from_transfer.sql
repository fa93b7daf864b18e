-- That a file is the last copy here or the only picture of a record, or holds what no other file holds, does not keep it
-- from being transferred, because it stays where it is. It keeps the file from being set aside afterwards.
CREATE OR REPLACE FUNCTION lookalike_internal.keeps_from_transfer(guard text) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN guard NOT IN ('last copy', 'unique content', 'other record');
COMMENT ON FUNCTION lookalike_internal.keeps_from_transfer(text) IS
    'Whether a guard also keeps a file from being transferred; those of files that have no equal do not.';
