-- The loader calls this before it takes a step on the disk, while it moves a file out or back.
CREATE OR REPLACE FUNCTION lookalike_internal.write_journal(
    plan_id integer, image_id bigint, path text, direction text, path_inode numeric, destination_inode numeric,
    copy_name text, aside_name text, attributes jsonb
) RETURNS void
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    this lookalike_internal.quarantine_item := lookalike_internal.lock_item(plan_id, image_id);
BEGIN
    IF this.state NOT IN ('moving', 'restoring') THEN
        PERFORM lookalike_internal.refuse_step(this, 'on its way');
    END IF;
    PERFORM lookalike_internal.confirm_file(this, path);
    INSERT INTO lookalike_internal.quarantine_journal AS t (
        plan_id, image_id, path, direction, path_inode, destination_inode, copy_name, aside_name, attributes)
    VALUES (plan_id, image_id, path, direction, path_inode, destination_inode, copy_name, aside_name, attributes)
    ON CONFLICT ON CONSTRAINT quarantine_journal_pkey DO UPDATE
    SET direction = excluded.direction, path_inode = excluded.path_inode,
        destination_inode = excluded.destination_inode, copy_name = excluded.copy_name,
        aside_name = excluded.aside_name, attributes = excluded.attributes, noted_at = clock_timestamp();
END
$$;
COMMENT ON FUNCTION lookalike_internal.write_journal(integer, bigint, text, text, numeric, numeric, text, text, jsonb) IS
    'Notes in the journal what is about to be done with a file of a plan that is being moved or restored.';

CREATE OR REPLACE FUNCTION lookalike_internal.confirm_file(this lookalike_internal.quarantine_item, path text) RETURNS void
    LANGUAGE plpgsql STABLE
    SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
BEGIN
    IF path IS DISTINCT FROM this.path
       AND NOT EXISTS (SELECT FROM lookalike_internal.companion c
                       WHERE c.plan_id = this.plan_id AND c.image_id = this.image_id AND c.path = confirm_file.path) THEN
        RAISE EXCEPTION '"%" is not a file of image % in plan %', path, this.image_id, this.plan_id
            USING ERRCODE = 'undefined_object',
                  HINT = 'SELECT path FROM lookalike.quarantine_companion lists the companions of images.';
    END IF;
END
$$;
COMMENT ON FUNCTION lookalike_internal.confirm_file(lookalike_internal.quarantine_item, text) IS
    'Raises an error unless a path is that of an item, or of a companion of it.';

REVOKE EXECUTE ON FUNCTION
    lookalike_internal.write_journal(integer, bigint, text, text, numeric, numeric, text, text, jsonb) FROM PUBLIC;
