CREATE OR REPLACE FUNCTION lookalike.place_hold(
    matter text, reason text, by text,
    image_id bigint DEFAULT NULL, entry_id bigint DEFAULT NULL, collection text DEFAULT NULL
) RETURNS bigint
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    this_person text := lookalike_internal.confirm_person(by);
    this_reason text := lookalike_internal.confirm_reason(reason);
    this_name text := regexp_replace(coalesce(matter, ''), '^\s+|\s+$', '', 'g');
    this_matter lookalike_internal.legal_matter;
    this_image lookalike_internal.image;
    this_collection integer;
    this_hold bigint;
    held bigint;
    in_quarantine bigint;
BEGIN
    IF this_name = '' THEN
        RAISE EXCEPTION 'the hold names no matter'
            USING ERRCODE = 'invalid_parameter_value',
                  HINT = 'Give a name by which people find and close the matter, such as the number of a case.';
    END IF;
    IF num_nonnulls(image_id, entry_id, collection) <> 1 THEN
        RAISE EXCEPTION 'a hold is on one thing, not on %', num_nonnulls(image_id, entry_id, collection)
            USING ERRCODE = 'invalid_parameter_value',
                  HINT = 'Give one of image_id, entry_id and collection; several holds may be for one matter.';
    END IF;
    PERFORM lookalike_internal.lock_guards();
    IF image_id IS NOT NULL THEN
        SELECT * INTO this_image FROM lookalike_internal.image i WHERE i.image_id = place_hold.image_id;
        IF NOT FOUND THEN
            RAISE EXCEPTION 'image % does not exist', image_id
                USING ERRCODE = 'undefined_object', HINT = 'SELECT image_id, path FROM lookalike.image lists them.';
        END IF;
    ELSIF entry_id IS NOT NULL THEN
        IF NOT EXISTS (SELECT FROM lookalike_internal.catalogue_entry e WHERE e.entry_id = place_hold.entry_id) THEN
            RAISE EXCEPTION 'catalogue entry % does not exist', entry_id
                USING ERRCODE = 'undefined_object',
                      HINT = 'SELECT entry_id, external_id FROM lookalike_internal.catalogue_entry lists them.';
        END IF;
    ELSE
        SELECT c.collection_id INTO this_collection FROM lookalike_internal.collection c
        WHERE c.name = place_hold.collection
        -- The lock keeps the collection from being forgotten meanwhile.
        FOR KEY SHARE;
        IF NOT FOUND THEN
            RAISE EXCEPTION 'collection "%" does not exist', collection
                USING ERRCODE = 'undefined_object', HINT = 'SELECT name, root FROM lookalike.collection lists them.';
        END IF;
    END IF;

    SELECT * INTO this_matter FROM lookalike_internal.legal_matter m WHERE m.name = this_name;
    IF NOT FOUND THEN
        INSERT INTO lookalike_internal.legal_matter (name, opened_by) VALUES (this_name, this_person)
        RETURNING * INTO this_matter;
    ELSIF this_matter.closed_at IS NOT NULL THEN
        RAISE EXCEPTION 'matter "%" is closed', this_name
            USING ERRCODE = 'object_not_in_prerequisite_state',
                  DETAIL = format('%s closed it on %s: %s', this_matter.closed_by, this_matter.closed_at::date, this_matter.closed_reason),
                  HINT = 'Place the hold for a matter of another name.';
    END IF;
    INSERT INTO lookalike_internal.legal_hold (matter_id, pixel_digest, entry_id, collection_id, image_id, reason, placed_by)
    VALUES (this_matter.matter_id, this_image.pixel_digest, place_hold.entry_id, this_collection,
            this_image.image_id, this_reason, this_person)
    RETURNING hold_id INTO this_hold;

    PERFORM lookalike_internal.analyze_if_grown('lookalike_internal.legal_hold_picture');

    SELECT count(*), count(*) FILTER (WHERE q.state IN ('moved', 'restoring')) INTO held, in_quarantine
    FROM lookalike.held_image h
    LEFT JOIN lookalike_internal.leaving_image q ON q.image_id = h.image_id
    WHERE h.hold_id = this_hold;
    IF in_quarantine > 0 THEN
        RAISE NOTICE '% of the held images are in quarantine', in_quarantine
            USING HINT = 'No file is lost, but restore them: SELECT plan, path FROM quarantine_manifest WHERE guard IS NOT NULL';
    END IF;
    PERFORM lookalike_internal.record_event(
        'place hold', this_person, 'hold', this_hold::text,
        jsonb_strip_nulls(jsonb_build_object(
            'matter', this_name, 'reason', this_reason, 'image_id', this_image.image_id, 'path', this_image.path,
            'pixel_digest', encode(this_image.pixel_digest, 'hex'), 'entry_id', place_hold.entry_id,
            'collection', place_hold.collection, 'images', held, 'in_quarantine', in_quarantine)));
    RETURN this_hold;
END
$$;
COMMENT ON FUNCTION lookalike.place_hold(text, text, text, bigint, bigint, text) IS
    'Places a hold for a matter and returns its number. The hold covers an image with all its copies, the images of a catalogue entry, or a collection. A new matter is opened. Every picture that the hold ever covers stays held until the hold ends. The hold takes effect at once: approved quarantines of held images are withheld.';

CREATE OR REPLACE FUNCTION lookalike.release_hold(hold_id bigint, by text, reason text) RETURNS void
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    this_person text := lookalike_internal.confirm_person(by);
    this_reason text := lookalike_internal.confirm_reason(reason);
    this_hold lookalike_internal.legal_hold;
    this_matter text;
BEGIN
    PERFORM lookalike_internal.lock_guards();
    SELECT * INTO this_hold FROM lookalike_internal.legal_hold h WHERE h.hold_id = release_hold.hold_id;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'hold % does not exist', hold_id
            USING ERRCODE = 'undefined_object', HINT = 'lookalike hold list';
    END IF;
    IF this_hold.released_at IS NOT NULL THEN
        RAISE EXCEPTION 'hold % is released already', hold_id
            USING ERRCODE = 'object_not_in_prerequisite_state',
                  DETAIL = format('%s released it on %s: %s', this_hold.released_by, this_hold.released_at::date, this_hold.released_reason);
    END IF;
    UPDATE lookalike_internal.legal_hold h
    SET released_by = this_person, released_reason = this_reason, released_at = clock_timestamp()
    WHERE h.hold_id = this_hold.hold_id;
    SELECT m.name INTO this_matter FROM lookalike_internal.legal_matter m WHERE m.matter_id = this_hold.matter_id;
    PERFORM lookalike_internal.record_event('release hold', this_person, 'hold', this_hold.hold_id::text,
                                   jsonb_build_object('matter', this_matter, 'reason', this_reason));
END
$$;
COMMENT ON FUNCTION lookalike.release_hold(bigint, text, text) IS
    'Releases one hold. Other holds and other guards still keep their images.';

CREATE OR REPLACE FUNCTION lookalike.close_matter(matter text, by text, reason text) RETURNS integer
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    this_person text := lookalike_internal.confirm_person(by);
    this_reason text := lookalike_internal.confirm_reason(reason);
    this_matter lookalike_internal.legal_matter;
    ended integer;
BEGIN
    PERFORM lookalike_internal.lock_guards();
    SELECT * INTO this_matter FROM lookalike_internal.legal_matter m WHERE m.name = matter;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'matter "%" does not exist', matter
            USING ERRCODE = 'undefined_object', HINT = 'SELECT name FROM lookalike_internal.legal_matter lists them.';
    END IF;
    IF this_matter.closed_at IS NOT NULL THEN
        RAISE EXCEPTION 'matter "%" is closed already', matter
            USING ERRCODE = 'object_not_in_prerequisite_state',
                  DETAIL = format('%s closed it on %s: %s', this_matter.closed_by, this_matter.closed_at::date, this_matter.closed_reason);
    END IF;
    UPDATE lookalike_internal.legal_matter m
    SET closed_by = this_person, closed_reason = this_reason, closed_at = clock_timestamp()
    WHERE m.matter_id = this_matter.matter_id;
    SELECT count(*) INTO ended FROM lookalike_internal.legal_hold h
    WHERE h.matter_id = this_matter.matter_id AND h.released_at IS NULL;
    PERFORM lookalike_internal.record_event('close matter', this_person, 'matter', this_matter.matter_id::text,
                                   jsonb_build_object('matter', matter, 'reason', this_reason, 'holds', ended));
    RETURN ended;
END
$$;
COMMENT ON FUNCTION lookalike.close_matter(text, text, text) IS
    'Closes a matter. This ends all its holds; returns how many of them were still active.';
