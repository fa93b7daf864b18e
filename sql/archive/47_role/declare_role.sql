-- SECURITY DEFINER: a steward declares roles only through this function, which logs them.
CREATE OR REPLACE FUNCTION lookalike.declare_role(collection text, role text, by text, path text DEFAULT '') RETURNS bigint
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    this_collection integer := lookalike_internal.get_collection_id(collection);
    this_person text := lookalike_internal.confirm_person(by);
    this_path text := btrim(coalesce(path, ''), '/');
    before text;
    concerned bigint;
BEGIN
    IF role NOT IN ('preservation master', 'production master', 'access copy', 'thumbnail') THEN
        RAISE EXCEPTION 'a file has no role "%"', role
            USING ERRCODE = 'invalid_parameter_value',
                  HINT = 'Give preservation master, production master, access copy or thumbnail, or null to take a role away.';
    END IF;
    SELECT count(*) INTO concerned FROM lookalike_internal.present_image i
    WHERE i.collection_id = this_collection
      AND lookalike_internal.is_below(i.path, this_path);
    IF concerned = 0 THEN
        RAISE EXCEPTION 'collection "%" has no image in "%"', collection, this_path
            USING ERRCODE = 'undefined_object',
                  HINT = 'Give a folder or a file below the folder of the collection, as view image writes its path; or scan the folder first.';
    END IF;
    SELECT r.role INTO before FROM lookalike_internal.declared_role r
    WHERE r.collection_id = this_collection AND r.path = this_path FOR UPDATE;
    IF before IS NOT DISTINCT FROM role THEN
        RETURN 0;
    END IF;
    IF role IS NULL THEN
        DELETE FROM lookalike_internal.declared_role r WHERE r.collection_id = this_collection AND r.path = this_path;
    ELSE
        INSERT INTO lookalike_internal.declared_role AS r (collection_id, path, role, declared_by)
        VALUES (this_collection, this_path, role, this_person)
        ON CONFLICT ON CONSTRAINT declared_role_pkey
            DO UPDATE SET role = excluded.role, declared_by = excluded.declared_by, declared_at = excluded.declared_at;
    END IF;
    PERFORM lookalike_internal.record_event(
        'declare role', this_person, 'collection', this_collection::text,
        jsonb_build_object('name', collection, 'path', this_path, 'role', role, 'before', before));
    RETURN concerned;
END
$$;
COMMENT ON FUNCTION lookalike.declare_role(text, text, text, text) IS
    'Declares the role of the files of a collection, or of a folder or file in it: preservation master, production master, access copy or thumbnail; null takes the role away. Logs it, and returns how many images wait to be classified because of it.';
