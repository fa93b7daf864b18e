-- finish_restore takes a remark now.
DROP FUNCTION IF EXISTS lookalike_internal.finish_restore(integer, bigint);
