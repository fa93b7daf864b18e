-- People say which picture is the very rendition that was published. Runs as the owner, because no role may write
-- decisions (docs/decisions/0022-governance-runs-as-owner.md).
CREATE OR REPLACE FUNCTION lookalike_internal.decide_rendition(
    basis text, entry_id bigint, image_id bigint, by text, reason text
) RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    this_person text := lookalike_internal.confirm_person(by);
    this_reason text := lookalike_internal.confirm_reason(reason);
    this lookalike_internal.image;
    this_entry lookalike_internal.catalogue_entry;
    known text[];
BEGIN
    PERFORM lookalike_internal.lock_guards();
    PERFORM lookalike_internal.check_seen(NULL, ARRAY[entry_id]);
    SELECT e.* INTO this_entry FROM lookalike_internal.catalogue_entry e WHERE e.entry_id = decide_rendition.entry_id;
    IF NOT FOUND THEN
        PERFORM lookalike_internal.refuse_unknown_entry(entry_id);
    END IF;
    IF NOT EXISTS (SELECT FROM lookalike_internal.published_entry p WHERE p.entry_id = this_entry.entry_id) THEN
        RAISE EXCEPTION 'entry "%" speaks of no publication', this_entry.external_id
            USING ERRCODE = 'object_not_in_prerequisite_state',
                  HINT = 'SELECT entry_id, external_id FROM lookalike_detail.publication lists the publications.';
    END IF;
    this := lookalike_internal.get_present_image(image_id);
    SELECT array_agg(r.basis) INTO known FROM lookalike_internal.rendition r
    WHERE r.entry_id = this_entry.entry_id AND r.pixel_digest = this.pixel_digest;
    IF basis = ANY (known) THEN
        RAISE EXCEPTION 'image "%" is % already as the rendition of entry "%"', this.path, basis, this_entry.external_id
            USING ERRCODE = 'duplicate_object', HINT = 'There is nothing to do.';
    END IF;
    IF basis = 'refused' AND known && '{digest,crop box,named,confirmed}' THEN
        RAISE EXCEPTION 'image "%" is known as the rendition of entry "%"', this.path, this_entry.external_id
            USING ERRCODE = 'object_not_in_prerequisite_state',
                  DETAIL = 'The entry gives its digest or its crop box, names this crop, or a person has confirmed it. What was published stays published.',
                  HINT = 'Confirm the right image, too, if this is a mistake.';
    ELSIF basis = 'refused' AND known IS NULL THEN
        RAISE EXCEPTION 'image "%" is not proposed as the rendition of entry "%"', this.path, this_entry.external_id
            USING ERRCODE = 'object_not_in_prerequisite_state', HINT = 'SELECT path_a FROM lookalike.review_queue WHERE kind = ''possible rendition'' lists the proposals.';
    END IF;
    INSERT INTO lookalike_internal.rendition (entry_id, pixel_digest, basis, image_id, said_by, reason)
    VALUES (this_entry.entry_id, this.pixel_digest, basis, this.image_id, this_person, this_reason);
    PERFORM lookalike_internal.record_event(
        'decide', this_person, 'entry', this_entry.entry_id::text,
        jsonb_build_object('decision', 'rendition ' || basis, 'reason', this_reason, 'external_id', this_entry.external_id,
                           'image_id', this.image_id, 'path', this.path,
                           'pixel_digest', encode(this.pixel_digest, 'hex')));
END
$$;
COMMENT ON FUNCTION lookalike_internal.decide_rendition(text, bigint, bigint, text, text) IS
    'Does the work of confirm_rendition and refuse_rendition.';

CREATE OR REPLACE FUNCTION lookalike.confirm_rendition(entry_id bigint, image_id bigint, by text, reason text) RETURNS void
    LANGUAGE sql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT lookalike_internal.decide_rendition('confirmed', entry_id, image_id, by, reason);
END;
COMMENT ON FUNCTION lookalike.confirm_rendition(bigint, bigint, text, text) IS
    'Records that exactly the pixels of this image are what the entry says was published. They count as published for good. Other images that might have been the rendition are no longer guarded for this.';

CREATE OR REPLACE FUNCTION lookalike.refuse_rendition(entry_id bigint, image_id bigint, by text, reason text) RETURNS void
    LANGUAGE sql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT lookalike_internal.decide_rendition('refused', entry_id, image_id, by, reason);
END;
COMMENT ON FUNCTION lookalike.refuse_rendition(bigint, bigint, text, text) IS
    'Records that the image, which was proposed, is not what the entry says was published. It is no longer guarded for this. A later confirm_rendition outranks this.';
