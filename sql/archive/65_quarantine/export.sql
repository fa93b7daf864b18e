-- SECURITY DEFINER: the loader may not write to the log.
CREATE OR REPLACE FUNCTION lookalike_internal.record_export(
    plan_id integer, by text, place text, digest text, files bigint, byte_size bigint
) RETURNS bigint
    LANGUAGE sql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
RETURN lookalike_internal.record_event(
    'export plan', lookalike_internal.confirm_person(by), 'plan', plan_id::text,
    jsonb_build_object('form', 'BagIt', 'place', place, 'manifest_sha256', digest, 'files', files, 'bytes', byte_size));
COMMENT ON FUNCTION lookalike_internal.record_export(integer, text, text, text, bigint, bigint) IS
    'Logs that the files of a plan were copied into a bag, with the SHA-256 of the manifest of that bag.';
