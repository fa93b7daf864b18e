CREATE OR REPLACE FUNCTION lookalike.link_entry(entry_id bigint, image_id bigint, by text DEFAULT session_user) RETURNS void
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    person text := lookalike_internal.confirm_person(by);
BEGIN
    PERFORM lookalike_internal.lock_stage('link entries');
    PERFORM lookalike_internal.lock_guards();
    PERFORM FROM lookalike_internal.catalogue_entry e WHERE e.entry_id = link_entry.entry_id;
    IF NOT FOUND THEN
        PERFORM lookalike_internal.refuse_unknown_entry(entry_id);
    END IF;
    PERFORM FROM lookalike_internal.image i WHERE i.image_id = link_entry.image_id;
    IF NOT FOUND THEN
        PERFORM lookalike_internal.refuse_unknown_image(image_id);
    END IF;
    DELETE FROM lookalike_internal.refused_link r WHERE r.entry_id = link_entry.entry_id AND r.image_id = link_entry.image_id;
    INSERT INTO lookalike_internal.entry_image AS l (entry_id, image_id, link_evidence, linked_by)
    VALUES (link_entry.entry_id, link_entry.image_id, 'person', person)
    ON CONFLICT ON CONSTRAINT entry_image_pkey DO UPDATE SET link_evidence = 'person', linked_by = excluded.linked_by;
    DELETE FROM lookalike_internal.unlinked_entry u WHERE u.entry_id = link_entry.entry_id AND u.reason IS NOT NULL;
    PERFORM lookalike_internal.record_publications(ARRAY[link_entry.entry_id]);
    PERFORM lookalike_internal.record_event('link entry', person, 'entry', entry_id::text,
                                   jsonb_build_object('image_id', image_id));
END
$$;
COMMENT ON FUNCTION lookalike.link_entry(bigint, bigint, text) IS
    'Links an entry to an image as a person says; link_entries() does not undo it.';

CREATE OR REPLACE FUNCTION lookalike.unlink_entry(entry_id bigint, image_id bigint, by text DEFAULT session_user) RETURNS void
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    person text := lookalike_internal.confirm_person(by);
BEGIN
    PERFORM lookalike_internal.lock_stage('link entries');
    PERFORM lookalike_internal.lock_guards();
    DELETE FROM lookalike_internal.entry_image l WHERE l.entry_id = unlink_entry.entry_id AND l.image_id = unlink_entry.image_id;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'catalogue entry % is not linked to image %', entry_id, image_id
            USING ERRCODE = 'undefined_object', HINT = 'View catalogue_record shows the links.';
    END IF;
    INSERT INTO lookalike_internal.refused_link (entry_id, image_id, refused_by)
    VALUES (unlink_entry.entry_id, unlink_entry.image_id, person)
    ON CONFLICT ON CONSTRAINT refused_link_pkey DO NOTHING;
    -- Its other links stay. If there are no others, link_entries() writes the reason.
    INSERT INTO lookalike_internal.unlinked_entry AS u (entry_id, is_changed) VALUES (unlink_entry.entry_id, false)
    ON CONFLICT ON CONSTRAINT unlinked_entry_pkey DO UPDATE SET reason = NULL;
    -- A hold on the entry keeps this picture, but not another that the image may show later: so this is logged.
    PERFORM lookalike_internal.record_event('unlink entry', person, 'entry', entry_id::text,
                                   jsonb_build_object('image_id', image_id));
END
$$;
COMMENT ON FUNCTION lookalike.unlink_entry(bigint, bigint, text) IS
    'Removes the link of an entry to an image as a person says; link_entries() does not make it again. A picture that '
    'was published stays published.';
