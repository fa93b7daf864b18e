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
    -- Who asked to close the matter did not know of this hold.
    UPDATE lookalike_internal.legal_matter m SET asked_by = NULL, asked_reason = NULL, asked_at = NULL
    WHERE m.matter_id = this_matter.matter_id AND m.asked_by IS NOT NULL;
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
            'collection', place_hold.collection, 'images', held, 'in_quarantine', in_quarantine,
            'refused_close_asked_by', this_matter.asked_by)));
    RETURN this_hold;
END
$$;
COMMENT ON FUNCTION lookalike.place_hold(text, text, text, bigint, bigint, text) IS
    'Places a hold for a matter and returns its number. The hold covers an image with all its copies, the images of a catalogue entry, or a collection. A new matter is opened. Every picture and every file that the hold ever covers stays held until the hold ends. If somebody asked to close the matter, the matter stays open. The hold takes effect at once: approved quarantines of held images are withheld.';

-- Two people end a hold: one asks, and another confirms it. Nothing changes until then.
CREATE OR REPLACE FUNCTION lookalike_internal.get_active_hold(hold_id bigint) RETURNS lookalike_internal.legal_hold
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    this lookalike_internal.legal_hold;
BEGIN
    PERFORM lookalike_internal.lock_guards();
    SELECT * INTO this FROM lookalike_internal.legal_hold h WHERE h.hold_id = get_active_hold.hold_id;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'hold % does not exist', hold_id
            USING ERRCODE = 'undefined_object', HINT = 'lookalike hold list';
    END IF;
    IF this.released_at IS NOT NULL THEN
        RAISE EXCEPTION 'hold % is released already', hold_id
            USING ERRCODE = 'object_not_in_prerequisite_state',
                  DETAIL = format('%s released it on %s: %s', this.released_by, this.released_at::date, this.released_reason);
    END IF;
    RETURN this;
END
$$;
COMMENT ON FUNCTION lookalike_internal.get_active_hold(bigint) IS
    'A hold by its number, with the guards locked. Raises an error if it does not exist or is released.';

CREATE OR REPLACE FUNCTION lookalike_internal.get_open_matter(matter text) RETURNS lookalike_internal.legal_matter
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    this lookalike_internal.legal_matter;
BEGIN
    PERFORM lookalike_internal.lock_guards();
    SELECT * INTO this FROM lookalike_internal.legal_matter m WHERE m.name = matter;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'matter "%" does not exist', matter
            USING ERRCODE = 'undefined_object', HINT = 'SELECT matter FROM lookalike.legal_hold lists them.';
    END IF;
    IF this.closed_at IS NOT NULL THEN
        RAISE EXCEPTION 'matter "%" is closed already', matter
            USING ERRCODE = 'object_not_in_prerequisite_state',
                  DETAIL = format('%s closed it on %s: %s', this.closed_by, this.closed_at::date, this.closed_reason);
    END IF;
    RETURN this;
END
$$;
COMMENT ON FUNCTION lookalike_internal.get_open_matter(text) IS
    'A matter by its name, with the guards locked. Raises an error if it does not exist or is closed.';

CREATE OR REPLACE FUNCTION lookalike_internal.check_not_asked(what text, asked_by text, asked_at timestamptz, confirm text) RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF asked_by IS NOT NULL THEN
        RAISE EXCEPTION 'the end of % is asked for already', what
            USING ERRCODE = 'object_not_in_prerequisite_state',
                  DETAIL = format('%s asked for it on %s.', asked_by, asked_at::date),
                  HINT = format('Another person confirms it with lookalike.%s().', confirm);
    END IF;
END
$$;
COMMENT ON FUNCTION lookalike_internal.check_not_asked(text, text, timestamptz, text) IS
    'Raises an error if somebody has asked for the end of a hold or a matter.';

CREATE OR REPLACE FUNCTION lookalike_internal.check_asked(what text, asked_by text, hint text) RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF asked_by IS NULL THEN
        RAISE EXCEPTION 'nobody has asked for the end of %', what
            USING ERRCODE = 'object_not_in_prerequisite_state', HINT = check_asked.hint;
    END IF;
END
$$;
COMMENT ON FUNCTION lookalike_internal.check_asked(text, text, text) IS
    'Raises an error if nobody has asked for the end of a hold or a matter.';

CREATE OR REPLACE FUNCTION lookalike_internal.check_second_person(what text, asked_by text, person text, ask text) RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM lookalike_internal.check_asked(
        what, asked_by, format('One person asks with lookalike.%s(), and another confirms.', ask));
    IF lookalike_internal.is_same_person(asked_by, person) THEN
        RAISE EXCEPTION 'another person has to confirm the end of %', what
            USING ERRCODE = 'restrict_violation', DETAIL = format('%s asked for it.', asked_by),
                  HINT = 'Four eyes: who asked may not confirm.';
    END IF;
END
$$;
COMMENT ON FUNCTION lookalike_internal.check_second_person(text, text, text, text) IS
    'Raises an error unless somebody other than this person has asked for the end of a hold or a matter.';

CREATE OR REPLACE FUNCTION lookalike.release_hold(hold_id bigint, by text, reason text) RETURNS void
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    this_person text := lookalike_internal.confirm_person(by);
    this_reason text := lookalike_internal.confirm_reason(reason);
    this_hold lookalike_internal.legal_hold := lookalike_internal.get_active_hold(hold_id);
BEGIN
    PERFORM lookalike_internal.check_not_asked(format('hold %s', hold_id), this_hold.asked_by, this_hold.asked_at, 'confirm_release');
    UPDATE lookalike_internal.legal_hold h
    SET asked_by = this_person, asked_reason = this_reason, asked_at = clock_timestamp()
    WHERE h.hold_id = this_hold.hold_id;
    PERFORM lookalike_internal.record_event(
        'ask release', this_person, 'hold', this_hold.hold_id::text,
        jsonb_build_object('matter', (SELECT m.name FROM lookalike_internal.legal_matter m WHERE m.matter_id = this_hold.matter_id),
                           'reason', this_reason));
END
$$;
COMMENT ON FUNCTION lookalike.release_hold(bigint, text, text) IS
    'Asks for the release of one hold. The hold stays until another person confirms the release.';

CREATE OR REPLACE FUNCTION lookalike.confirm_release(hold_id bigint, by text) RETURNS void
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    this_person text := lookalike_internal.confirm_person(by);
    this_hold lookalike_internal.legal_hold := lookalike_internal.get_active_hold(hold_id);
BEGIN
    PERFORM lookalike_internal.check_second_person(format('hold %s', hold_id), this_hold.asked_by, this_person, 'release_hold');
    UPDATE lookalike_internal.legal_hold h
    SET released_by = this_person, released_reason = this_hold.asked_reason, released_at = clock_timestamp()
    WHERE h.hold_id = this_hold.hold_id;
    PERFORM lookalike_internal.record_event(
        'release hold', this_person, 'hold', this_hold.hold_id::text,
        jsonb_build_object('matter', (SELECT m.name FROM lookalike_internal.legal_matter m WHERE m.matter_id = this_hold.matter_id),
                           'reason', this_hold.asked_reason, 'asked_by', this_hold.asked_by));
END
$$;
COMMENT ON FUNCTION lookalike.confirm_release(bigint, text) IS
    'Releases one hold, as another person asked. Other holds and other guards still keep their images.';

CREATE OR REPLACE FUNCTION lookalike.refuse_release(hold_id bigint, by text, reason text) RETURNS void
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    this_person text := lookalike_internal.confirm_person(by);
    this_reason text := lookalike_internal.confirm_reason(reason);
    this_hold lookalike_internal.legal_hold := lookalike_internal.get_active_hold(hold_id);
BEGIN
    PERFORM lookalike_internal.check_asked(
        format('hold %s', hold_id), this_hold.asked_by, 'There is nothing to do: the hold stays.');
    UPDATE lookalike_internal.legal_hold h SET asked_by = NULL, asked_reason = NULL, asked_at = NULL
    WHERE h.hold_id = this_hold.hold_id;
    PERFORM lookalike_internal.record_event(
        'refuse release', this_person, 'hold', this_hold.hold_id::text,
        jsonb_build_object('reason', this_reason, 'asked_by', this_hold.asked_by, 'asked_reason', this_hold.asked_reason));
END
$$;
COMMENT ON FUNCTION lookalike.refuse_release(bigint, text, text) IS
    'Refuses the release that somebody asked for, or takes it back: the hold stays, and nobody can confirm its release any more.';

CREATE OR REPLACE FUNCTION lookalike.close_matter(matter text, by text, reason text) RETURNS integer
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    this_person text := lookalike_internal.confirm_person(by);
    this_reason text := lookalike_internal.confirm_reason(reason);
    this_matter lookalike_internal.legal_matter := lookalike_internal.get_open_matter(matter);
    active integer;
BEGIN
    PERFORM lookalike_internal.check_not_asked(format('matter "%s"', matter), this_matter.asked_by, this_matter.asked_at, 'confirm_close');
    UPDATE lookalike_internal.legal_matter m
    SET asked_by = this_person, asked_reason = this_reason, asked_at = clock_timestamp()
    WHERE m.matter_id = this_matter.matter_id;
    SELECT count(*) INTO active FROM lookalike_internal.legal_hold h
    WHERE h.matter_id = this_matter.matter_id AND h.released_at IS NULL;
    PERFORM lookalike_internal.record_event('ask close', this_person, 'matter', this_matter.matter_id::text,
                                            jsonb_build_object('matter', matter, 'reason', this_reason, 'holds', active));
    RETURN active;
END
$$;
COMMENT ON FUNCTION lookalike.close_matter(text, text, text) IS
    'Asks to close a matter; returns how many holds that would end. They stay until another person confirms it.';

CREATE OR REPLACE FUNCTION lookalike.confirm_close(matter text, by text) RETURNS integer
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    this_person text := lookalike_internal.confirm_person(by);
    this_matter lookalike_internal.legal_matter := lookalike_internal.get_open_matter(matter);
    ended integer;
BEGIN
    PERFORM lookalike_internal.check_second_person(format('matter "%s"', matter), this_matter.asked_by, this_person, 'close_matter');
    UPDATE lookalike_internal.legal_matter m
    SET closed_by = this_person, closed_reason = this_matter.asked_reason, closed_at = clock_timestamp()
    WHERE m.matter_id = this_matter.matter_id;
    SELECT count(*) INTO ended FROM lookalike_internal.legal_hold h
    WHERE h.matter_id = this_matter.matter_id AND h.released_at IS NULL;
    PERFORM lookalike_internal.record_event(
        'close matter', this_person, 'matter', this_matter.matter_id::text,
        jsonb_build_object('matter', matter, 'reason', this_matter.asked_reason, 'asked_by', this_matter.asked_by, 'holds', ended));
    RETURN ended;
END
$$;
COMMENT ON FUNCTION lookalike.confirm_close(text, text) IS
    'Closes a matter, as another person asked. This ends all its holds; returns how many of them were still active.';

CREATE OR REPLACE FUNCTION lookalike.refuse_close(matter text, by text, reason text) RETURNS void
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    this_person text := lookalike_internal.confirm_person(by);
    this_reason text := lookalike_internal.confirm_reason(reason);
    this_matter lookalike_internal.legal_matter := lookalike_internal.get_open_matter(matter);
BEGIN
    PERFORM lookalike_internal.check_asked(
        format('matter "%s"', matter), this_matter.asked_by, 'There is nothing to do: its holds stay.');
    UPDATE lookalike_internal.legal_matter m SET asked_by = NULL, asked_reason = NULL, asked_at = NULL
    WHERE m.matter_id = this_matter.matter_id;
    PERFORM lookalike_internal.record_event(
        'refuse close', this_person, 'matter', this_matter.matter_id::text,
        jsonb_build_object('matter', matter, 'reason', this_reason, 'asked_by', this_matter.asked_by,
                           'asked_reason', this_matter.asked_reason));
END
$$;
COMMENT ON FUNCTION lookalike.refuse_close(text, text, text) IS
    'Refuses to close a matter as somebody asked, or takes it back: its holds stay, and nobody can confirm that any more.';
