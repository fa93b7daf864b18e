-- Two people end a hold: one asks, and another confirms it. Nothing changes until then. A review changes only the day and the custodian.
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
            USING ERRCODE = 'undefined_object', HINT = 'lookalike hold list shows the numbers of the holds.';
    END IF;
    IF this.released_at IS NOT NULL THEN
        RAISE EXCEPTION 'hold % is released already', hold_id
            USING ERRCODE = 'object_not_in_prerequisite_state',
                  DETAIL = format('%s released it on %s: %s', this.released_by, this.released_at::date, this.released_reason),
                  HINT = 'Place a new hold, if it is needed: lookalike hold place';
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
            USING ERRCODE = 'undefined_object', HINT = lookalike_internal.did_you_mean(matter, ARRAY(SELECT l.name FROM lookalike_internal.legal_matter l ORDER BY l.name))
                         || 'lookalike hold list --all lists them.';
    END IF;
    IF this.closed_at IS NOT NULL THEN
        RAISE EXCEPTION 'matter "%" is closed already', matter
            USING ERRCODE = 'object_not_in_prerequisite_state',
                  DETAIL = format('%s closed it on %s: %s', this.closed_by, this.closed_at::date, this.closed_reason),
                  HINT = 'Open a matter with another name, if it is needed: lookalike hold place';
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

CREATE OR REPLACE FUNCTION lookalike.review_hold(
    hold_id bigint, by text, reason text, review_on date DEFAULT NULL, custodian text DEFAULT NULL
) RETURNS void
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    this_person text := lookalike_internal.confirm_person(by);
    this_reason text := lookalike_internal.confirm_reason(reason);
    this_custodian text := nullif(regexp_replace(custodian, '^\s+|\s+$', '', 'g'), '');
    this_hold lookalike_internal.legal_hold := lookalike_internal.get_active_hold(hold_id);
BEGIN
    PERFORM lookalike_internal.check_review_day(review_on);
    UPDATE lookalike_internal.legal_hold h
    SET review_on = review_hold.review_on, custodian = coalesce(this_custodian, h.custodian)
    WHERE h.hold_id = this_hold.hold_id;
    PERFORM lookalike_internal.record_event(
        'review hold', this_person, 'hold', this_hold.hold_id::text,
        jsonb_strip_nulls(jsonb_build_object('reason', this_reason, 'review_on', review_hold.review_on,
                                             'custodian', coalesce(this_custodian, this_hold.custodian))));
END
$$;
COMMENT ON FUNCTION lookalike.review_hold(bigint, text, text, date, text) IS
    'Notes that somebody reviewed a hold and that it is still needed, and sets the day of the next review, or no day. A custodian takes the place of the one before.';

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
