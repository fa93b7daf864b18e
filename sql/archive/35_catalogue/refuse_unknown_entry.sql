CREATE OR REPLACE FUNCTION lookalike_internal.refuse_unknown_entry(entry_id bigint) RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RAISE EXCEPTION 'catalogue entry % does not exist', coalesce(entry_id::text, 'null')
        USING ERRCODE = 'undefined_object',
              HINT = 'SELECT entry_id, catalogue, external_id FROM lookalike.catalogue_record lists the entries.';
END
$$;
COMMENT ON FUNCTION lookalike_internal.refuse_unknown_entry(bigint) IS
    'Raises the error for a number that no catalogue entry has, or that is the number of an entry that the caller may not see.';
