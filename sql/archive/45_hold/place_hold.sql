CREATE OR REPLACE FUNCTION lookalike_internal.check_review_day(review_on date) RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF review_on < current_date THEN
        RAISE EXCEPTION 'the day of the review, %, is over', review_on
            USING ERRCODE = 'invalid_parameter_value', HINT = 'Give today or a later day, as YYYY-MM-DD.';
    END IF;
END
$$;
COMMENT ON FUNCTION lookalike_internal.check_review_day(date) IS 'Raises an error if the day of the next review of a hold is over.';

CREATE OR REPLACE FUNCTION lookalike.place_hold(
    matter text, reason text, by text,
    image_id bigint DEFAULT NULL, entry_id bigint DEFAULT NULL, collection text DEFAULT NULL,
    image_ids bigint[] DEFAULT NULL, query text DEFAULT NULL, scope text DEFAULT 'picture and versions',
    custodian text DEFAULT NULL, review_on date DEFAULT NULL
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
    this_custodian text := nullif(regexp_replace(custodian, '^\s+|\s+$', '', 'g'), '');
    this_query text := nullif(regexp_replace(query, '^\s+|\s+$', '', 'g'), '');
    this_matter lookalike_internal.legal_matter;
    this_image lookalike_internal.image;
    this_collection integer;
    these_images bigint[];
    this_hold bigint;
    unknown bigint;
    held bigint;
    in_quarantine bigint;
BEGIN
    IF this_name = '' THEN
        RAISE EXCEPTION 'the hold names no matter'
            USING ERRCODE = 'invalid_parameter_value',
                  HINT = 'Give a name by which people find and close the matter, such as the number of a case.';
    END IF;
    IF num_nonnulls(image_id, entry_id, collection, image_ids) <> 1 THEN
        RAISE EXCEPTION 'a hold is on one thing, not on %', num_nonnulls(image_id, entry_id, collection, image_ids)
            USING ERRCODE = 'invalid_parameter_value',
                  HINT = 'Give one of image_id, entry_id, collection and image_ids; several holds may be for one matter.';
    END IF;
    IF this_query IS NOT NULL AND image_ids IS NULL THEN
        RAISE EXCEPTION 'the query of a hold comes with its images'
            USING ERRCODE = 'invalid_parameter_value',
                  DETAIL = 'This function notes the text of the query, and does not run it.',
                  HINT = 'place_hold(..., image_ids => ARRAY(SELECT image_id FROM ...), query => ''SELECT image_id FROM ...'')';
    END IF;
    IF scope IS NULL OR scope NOT IN ('picture and versions', 'file') THEN
        RAISE EXCEPTION 'scope "%" does not exist', scope
            USING ERRCODE = 'invalid_parameter_value', HINT = 'The scope of a hold is ''picture and versions'' or ''file''.';
    END IF;
    PERFORM lookalike_internal.check_review_day(review_on);
    PERFORM lookalike_internal.lock_guards();
    IF image_id IS NOT NULL THEN
        SELECT * INTO this_image FROM lookalike_internal.image i WHERE i.image_id = place_hold.image_id;
        IF NOT FOUND THEN
            PERFORM lookalike_internal.refuse_unknown_image(image_id);
        END IF;
    ELSIF image_ids IS NOT NULL THEN
        these_images := ARRAY(SELECT DISTINCT l.image_id FROM unnest(image_ids) AS l (image_id) ORDER BY 1);
        IF cardinality(these_images) = 0 THEN
            RAISE EXCEPTION 'the list of images is empty'
                USING ERRCODE = 'no_data_found', DETAIL = 'No hold was placed.', HINT = 'Check the query that makes the list.';
        END IF;
        SELECT l.image_id, count(*) OVER () INTO unknown, held
        FROM unnest(these_images) AS l (image_id)
        LEFT JOIN lookalike_internal.image i ON i.image_id = l.image_id
        WHERE i.image_id IS NULL
        ORDER BY l.image_id LIMIT 1;
        IF FOUND THEN
            RAISE EXCEPTION 'image % does not exist', coalesce(unknown::text, 'null')
                USING ERRCODE = 'undefined_object',
                      DETAIL = format('The list names %s images that do not exist. No hold was placed.', held),
                      HINT = 'SELECT image_id, path FROM lookalike_detail.image lists them.';
        END IF;
    ELSIF entry_id IS NOT NULL THEN
        IF NOT EXISTS (SELECT FROM lookalike_internal.catalogue_entry e WHERE e.entry_id = place_hold.entry_id) THEN
            PERFORM lookalike_internal.refuse_unknown_entry(entry_id);
        END IF;
    ELSE
        SELECT c.collection_id INTO this_collection FROM lookalike_internal.collection c
        WHERE c.name = place_hold.collection
        -- The lock keeps the collection from being forgotten meanwhile.
        FOR KEY SHARE;
        IF NOT FOUND THEN
            RAISE EXCEPTION 'collection "%" does not exist', collection
                USING ERRCODE = 'undefined_object', HINT = lookalike_internal.did_you_mean(place_hold.collection, ARRAY(SELECT c.name FROM lookalike_internal.collection c ORDER BY c.name))
                         || 'SELECT name, root FROM lookalike.collection lists them.';
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
    INSERT INTO lookalike_internal.legal_hold (
        matter_id, pixel_digest, entry_id, collection_id, image_id, reason, placed_by,
        scope, custodian, review_on, image_count, query)
    VALUES (this_matter.matter_id, this_image.pixel_digest, place_hold.entry_id, this_collection, this_image.image_id,
            this_reason, this_person, place_hold.scope, this_custodian, place_hold.review_on,
            cardinality(these_images), this_query)
    RETURNING hold_id INTO this_hold;
    IF these_images IS NOT NULL THEN
        INSERT INTO lookalike_internal.legal_hold_image (hold_id, image_id)
        SELECT this_hold, l.image_id FROM unnest(these_images) AS l (image_id);
        PERFORM lookalike_internal.record_held(these_images);
    END IF;

    PERFORM lookalike_internal.analyze_if_grown('lookalike_internal.legal_hold_picture');
    PERFORM lookalike_internal.analyze_if_grown('lookalike_internal.legal_hold_file');
    PERFORM lookalike_internal.analyze_if_grown('lookalike_internal.legal_hold_image');

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
            'collection', place_hold.collection, 'image_count', cardinality(these_images), 'query', this_query,
            'scope', place_hold.scope, 'custodian', this_custodian, 'review_on', place_hold.review_on, 'images', held, 'in_quarantine', in_quarantine,
            'refused_close_asked_by', this_matter.asked_by)));
    RETURN this_hold;
END
$$;
COMMENT ON FUNCTION lookalike.place_hold(text, text, text, bigint, bigint, text, bigint[], text, text, text, date) IS
    'Places a hold for a matter and returns its number. The hold is on an image, the images of a catalogue entry, a collection, or a list of images. Scope picture and versions covers every picture with its copies, the images of its cluster, and the files that contain it, also those that become known later. Scope file covers files with the same bytes or the same pixels. Every picture and every file that the hold ever covers stays held until the hold ends. A new matter is opened. If somebody asked to close the matter, the matter stays open. The hold takes effect at once: approved quarantines of held images are withheld. query only notes how the list was found.';
