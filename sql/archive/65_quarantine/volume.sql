-- Files are moved and restored only while the volumes are mounted that the files lay on. Else they would go to the disk below
-- the mount point, and be hidden there as soon as the volume is mounted.
CREATE OR REPLACE FUNCTION lookalike_internal.note_destination_volume(plan_id integer, volume jsonb, is_certain boolean) RETURNS void
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    this_plan lookalike_internal.quarantine_plan;
BEGIN
    SELECT * INTO this_plan FROM lookalike_internal.quarantine_plan p WHERE p.plan_id = note_destination_volume.plan_id;
    IF this_plan.state IS DISTINCT FROM 'proposed' AND NOT lookalike_internal.has_stage_lock('quarantine', plan_id) THEN
        RAISE EXCEPTION 'plan % is not opened by this session', plan_id
            USING ERRCODE = 'object_not_in_prerequisite_state',
                  HINT = format('SELECT lookalike_internal.open_plan(%s)', plan_id);
    END IF;
    INSERT INTO lookalike_internal.destination_volume AS v (plan_id, mount_point, file_system, source)
    VALUES (plan_id, volume->>'mount_point', volume->>'file_system', volume->>'source')
    ON CONFLICT ON CONSTRAINT destination_volume_pkey DO UPDATE
    SET mount_point = excluded.mount_point, file_system = excluded.file_system, source = excluded.source
    WHERE is_certain;
END
$$;
COMMENT ON FUNCTION lookalike_internal.note_destination_volume(integer, jsonb, boolean) IS
    'Remembers the volume of the folder of a plan. It takes the place of the one that is remembered only if is_certain: files of the plan lie on it.';
REVOKE EXECUTE ON FUNCTION lookalike_internal.note_destination_volume(integer, jsonb, boolean) FROM PUBLIC;

CREATE OR REPLACE FUNCTION lookalike_internal.check_volumes(plan_id integer, states text[], seen jsonb) RETURNS void
    LANGUAGE plpgsql STABLE
    SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    this record;
BEGIN
    WITH now AS MATERIALIZED (
        SELECT * FROM jsonb_to_recordset(seen) AS s (
            collection_id integer, path text, mount_point text, file_system text, source text)
    ), wanted AS (
        SELECT v.collection_id, v.path, v.mount_point, v.file_system, v.source
        FROM lookalike_internal.collection_volume v
        WHERE EXISTS (SELECT FROM lookalike_internal.quarantine_item q
                      WHERE q.plan_id = check_volumes.plan_id AND q.collection_id = v.collection_id AND q.state = ANY (states)
                        AND (v.path = '.' OR starts_with(q.path, v.path || '/')))
        UNION ALL
        SELECT NULL, '.', v.mount_point, v.file_system, v.source
        FROM lookalike_internal.destination_volume v WHERE v.plan_id = check_volumes.plan_id
    )
    SELECT c.name AS collection,
           CASE WHEN c.name IS NULL THEN format('folder "%s"', p.destination) ELSE format('collection "%s"', c.name) END AS shown,
           lookalike_internal.describe_volume(w.path, w.mount_point, w.file_system, w.source,
                                              n.mount_point, n.file_system, n.source) AS description
    INTO this
    FROM wanted w
    JOIN lookalike_internal.quarantine_plan p ON p.plan_id = check_volumes.plan_id
    LEFT JOIN lookalike_internal.collection c ON c.collection_id = w.collection_id
    LEFT JOIN now n ON n.collection_id IS NOT DISTINCT FROM w.collection_id AND n.path = w.path
    WHERE (w.mount_point, w.file_system) IS DISTINCT FROM (n.mount_point, n.file_system)
      -- Without any, the system did not tell its volumes.
      AND EXISTS (SELECT FROM now o WHERE o.collection_id IS NOT DISTINCT FROM w.collection_id)
    ORDER BY w.collection_id NULLS LAST, w.path LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION '% is not on its volume', this.shown
            USING ERRCODE = 'object_not_in_prerequisite_state',
                  DETAIL = this.description || ' No file was moved.',
                  HINT = CASE WHEN this.collection IS NULL
                              THEN 'Mount the volume, and call the command again. If the folder is meant to lie on another volume, and no file has left, '
                                   'withdraw the plan and propose another.'
                              ELSE 'Mount the volume, and call the command again. If the collection lies on another volume for good, scan it first.' END;
    END IF;
END
$$;
COMMENT ON FUNCTION lookalike_internal.check_volumes(integer, text[], jsonb) IS
    'Raises an error unless the folder of a plan, and the collections of its items in these states, are on the volumes that they were on. seen has the volumes of now; the folder of the plan has no collection_id.';
