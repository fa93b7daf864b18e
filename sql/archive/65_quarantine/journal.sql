-- The loader calls this before it takes a step on the disk, while it moves a file out or back. The names for a copy and for a
-- file set aside are drawn here, and cleared when the step is over: the mover removes files of these names, so nobody may
-- choose them, and nobody may know them before or after.
CREATE OR REPLACE FUNCTION lookalike_internal.is_image_beside(plan_id integer, image_id bigint, path text, name text) RETURNS boolean
    LANGUAGE sql STABLE
    SET search_path = pg_catalog, pg_temp
RETURN EXISTS (
    SELECT FROM lookalike_internal.quarantine_item q
    JOIN lookalike_internal.image i
      ON i.collection_id = q.collection_id AND i.path = regexp_replace(is_image_beside.path, '[^/]*$', '') || is_image_beside.name
    WHERE q.plan_id = is_image_beside.plan_id AND q.image_id = is_image_beside.image_id);
COMMENT ON FUNCTION lookalike_internal.is_image_beside(integer, bigint, text, text) IS
    'Whether the archive has an image of this name in the folder of a file of a plan.';

CREATE OR REPLACE FUNCTION lookalike_internal.draw_name(this lookalike_internal.quarantine_item, path text) RETURNS text
    LANGUAGE plpgsql VOLATILE
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    drawn text;
BEGIN
    LOOP
        drawn := '.lookalike-' || replace(gen_random_uuid()::text, '-', '');
        IF NOT lookalike_internal.is_image_beside(this.plan_id, this.image_id, path, drawn) THEN
            RETURN drawn;
        END IF;
    END LOOP;
END
$$;
COMMENT ON FUNCTION lookalike_internal.draw_name(lookalike_internal.quarantine_item, text) IS
    'A name that nobody can guess and no image has, for a file that the mover makes beside a file of an item.';

CREATE OR REPLACE FUNCTION lookalike_internal.write_journal(
    plan_id integer, image_id bigint, path text, direction text, path_inode numeric, destination_inode numeric,
    attributes jsonb, has_copy boolean, has_aside boolean, OUT copy_name text, OUT aside_name text
)
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
    SELECT t.copy_name, t.aside_name INTO copy_name, aside_name
    FROM lookalike_internal.quarantine_journal t
    WHERE t.plan_id = this.plan_id AND t.image_id = this.image_id AND t.path = write_journal.path;
    copy_name := CASE WHEN has_copy THEN coalesce(copy_name, lookalike_internal.draw_name(this, path)) END;
    aside_name := CASE WHEN has_aside THEN coalesce(aside_name, lookalike_internal.draw_name(this, path)) END;
    INSERT INTO lookalike_internal.quarantine_journal AS t (
        plan_id, image_id, path, direction, path_inode, destination_inode, copy_name, aside_name, attributes)
    VALUES (plan_id, image_id, path, direction, path_inode, destination_inode, copy_name, aside_name, attributes)
    ON CONFLICT ON CONSTRAINT quarantine_journal_pkey DO UPDATE
    SET direction = excluded.direction, path_inode = excluded.path_inode,
        destination_inode = excluded.destination_inode, copy_name = excluded.copy_name,
        aside_name = excluded.aside_name, attributes = excluded.attributes, noted_at = clock_timestamp();
END
$$;
COMMENT ON FUNCTION lookalike_internal.write_journal(integer, bigint, text, text, numeric, numeric, jsonb, boolean, boolean) IS
    'Notes in the journal what is about to be done with a file of a plan that is being moved or restored. Returns the names of its copy and of the file set aside: each is kept, or drawn, if it is needed, else cleared.';

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
                  HINT = 'SELECT path FROM lookalike_detail.quarantine_companion lists the companions of images.';
    END IF;
END
$$;
COMMENT ON FUNCTION lookalike_internal.confirm_file(lookalike_internal.quarantine_item, text) IS
    'Raises an error unless a path is that of an item, or of a companion of it.';

REVOKE EXECUTE ON FUNCTION
    lookalike_internal.write_journal(integer, bigint, text, text, numeric, numeric, jsonb, boolean, boolean) FROM PUBLIC;
