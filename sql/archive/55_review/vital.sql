CREATE OR REPLACE FUNCTION lookalike.mark_vital(
    image_id bigint, by text, reason text, is_vital boolean DEFAULT true
) RETURNS bigint
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    this_person text := lookalike_internal.confirm_person(by);
    this_reason text := lookalike_internal.confirm_reason(reason);
    this lookalike_internal.image;
    before boolean;
    recorded bigint;
BEGIN
    IF mark_vital.is_vital IS NULL THEN
        RAISE EXCEPTION 'whether the record is vital must not be null' USING ERRCODE = 'null_value_not_allowed',
            HINT = 'Give true to mark the record, or false to take the mark away.';
    END IF;
    PERFORM lookalike_internal.lock_guards();
    this := lookalike_internal.get_present_image(mark_vital.image_id);
    before := coalesce((SELECT m.is_vital FROM lookalike_internal.vital_mark m
                        WHERE m.pixel_digest = this.pixel_digest ORDER BY m.mark_id DESC LIMIT 1), false);
    IF before = mark_vital.is_vital THEN
        RAISE EXCEPTION 'image "%" % a mark as a vital record', this.path, CASE WHEN before THEN 'has' ELSE 'does not have' END
            USING ERRCODE = 'duplicate_object', HINT = 'There is nothing to do.',
                  DETAIL = CASE WHEN EXISTS (SELECT FROM lookalike_detail.vital_image v WHERE v.image_id = this.image_id)
                                THEN 'SELECT reason FROM lookalike_detail.vital_image says why the record is vital.'
                                ELSE 'Nothing says that the record is vital.' END;
    END IF;
    INSERT INTO lookalike_internal.vital_mark (pixel_digest, image_id, is_vital, marked_by, reason)
    VALUES (this.pixel_digest, this.image_id, mark_vital.is_vital, this_person, this_reason)
    RETURNING mark_id INTO recorded;
    PERFORM lookalike_internal.record_event(
        CASE WHEN mark_vital.is_vital THEN 'mark vital' ELSE 'unmark vital' END, this_person, 'image', this.image_id::text,
        jsonb_build_object('mark', recorded, 'path', this.path, 'reason', this_reason,
                           'pixel_digest', encode(this.pixel_digest, 'hex')));
    RETURN recorded;
END
$$;
COMMENT ON FUNCTION lookalike.mark_vital(bigint, text, text, boolean) IS
    'Marks the picture of an image as a vital record, which may not leave the archive, and returns the number of the mark. With is_vital => false, takes such a mark away; what a catalogue entry says stays. Takes effect at once.';
