-- Changes that the tables of quarantine refuse from every role; the triggers are in ../70_change.
CREATE OR REPLACE FUNCTION lookalike_internal.refuse_truncate() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RAISE EXCEPTION 'TRUNCATE on table "%" is refused', TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation', DETAIL = 'The table tells where the files in quarantine came from.',
              HINT = 'Restore or withdraw plans one by one: lookalike quarantine list';
END
$$;
COMMENT ON FUNCTION lookalike_internal.refuse_truncate() IS 'Refuses to empty the tables of quarantine.';

CREATE OR REPLACE FUNCTION lookalike_internal.refuse_loss() RETURNS void
    LANGUAGE plpgsql STABLE
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    this record;
BEGIN
    SELECT q.image_id, q.path, p.name INTO this
    FROM lookalike_internal.quarantine_item q
    JOIN lookalike_internal.quarantine_plan p ON p.plan_id = q.plan_id
    WHERE q.state IN ('moving', 'moved', 'restoring')
      AND NOT EXISTS (SELECT FROM lookalike_internal.image i WHERE i.image_id = q.image_id)
    ORDER BY q.image_id LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'image % is in quarantine', this.image_id
            USING ERRCODE = 'restrict_violation',
                  DETAIL = format('Plan "%s" moved "%s". Without the row of the image, nobody could bring the file back.', this.name, this.path),
                  HINT = 'Restore the plan first: lookalike quarantine restore';
    END IF;
END
$$;
COMMENT ON FUNCTION lookalike_internal.refuse_loss() IS
    'Refuses to forget an image that is in quarantine; one step of after_image_delete and after_image_truncate.';
