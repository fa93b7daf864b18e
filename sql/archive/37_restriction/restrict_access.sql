-- SECURITY DEFINER: no role may write to the table (docs/decisions/0022-governance-runs-as-owner.md).
CREATE OR REPLACE FUNCTION lookalike.restrict_access(
    kind text, basis text, by text, reason text,
    image_id bigint DEFAULT NULL, entry_id bigint DEFAULT NULL,
    collection text DEFAULT NULL, folder text DEFAULT '', until date DEFAULT NULL
) RETURNS bigint
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    this_person text := lookalike_internal.confirm_person(by);
    this_reason text := lookalike_internal.confirm_reason(reason);
    this_basis text := lookalike_internal.confirm_fact('basis', basis);
    this_folder text := btrim(coalesce(folder, ''), '/');
    this_collection integer;
    seeds bigint[];
    this_restriction bigint;
BEGIN
    IF kind IS NULL OR kind NOT IN ('personal data', 'copyright', 'culturally sensitive', 'security', 'donor', 'embargo') THEN
        RAISE EXCEPTION 'kind of restriction "%" does not exist', kind
            USING ERRCODE = 'invalid_parameter_value',
                  HINT = 'It is personal data, copyright, culturally sensitive, security, donor or embargo.';
    END IF;
    IF num_nonnulls(image_id, entry_id, collection) <> 1 THEN
        RAISE EXCEPTION 'a restriction is on one thing, not on %', num_nonnulls(image_id, entry_id, collection)
            USING ERRCODE = 'invalid_parameter_value', HINT = 'Give one of image_id, entry_id and collection.';
    END IF;
    IF this_folder <> '' AND collection IS NULL THEN
        RAISE EXCEPTION 'a folder comes with its collection'
            USING ERRCODE = 'invalid_parameter_value', HINT = 'restrict_access(..., collection => ''NAME'', folder => ''PATH'')';
    END IF;
    IF until < current_date THEN
        RAISE EXCEPTION 'the last day of the restriction, %, is over', until
            USING ERRCODE = 'invalid_parameter_value', HINT = 'Give today or a later day, as YYYY-MM-DD.';
    END IF;
    -- Images that a scan adds meanwhile would be missed: it waits, or this does.
    LOCK TABLE lookalike_internal.image IN SHARE MODE;
    PERFORM lookalike_internal.lock_guards();
    IF image_id IS NOT NULL THEN
        SELECT ARRAY[i.image_id] INTO seeds FROM lookalike_internal.image i WHERE i.image_id = restrict_access.image_id;
        IF NOT FOUND THEN
            PERFORM lookalike_internal.refuse_unknown_image(image_id);
        END IF;
    ELSIF entry_id IS NOT NULL THEN
        IF NOT EXISTS (SELECT FROM lookalike_internal.catalogue_entry e WHERE e.entry_id = restrict_access.entry_id) THEN
            PERFORM lookalike_internal.refuse_unknown_entry(entry_id);
        END IF;
        seeds := ARRAY(SELECT l.image_id FROM lookalike_internal.entry_image l WHERE l.entry_id = restrict_access.entry_id);
    ELSE
        SELECT c.collection_id INTO this_collection FROM lookalike_internal.collection c
        WHERE c.name = restrict_access.collection FOR KEY SHARE;
        IF NOT FOUND THEN
            RAISE EXCEPTION 'collection "%" does not exist', collection
                USING ERRCODE = 'undefined_object', HINT = 'SELECT name, root FROM lookalike.collection lists them.';
        END IF;
        seeds := ARRAY(SELECT i.image_id FROM lookalike_internal.image i
                       WHERE i.collection_id = this_collection AND lookalike_internal.is_below(i.path, this_folder));
    END IF;
    INSERT INTO lookalike_internal.access_restriction (
        kind, basis, image_id, entry_id, collection_id, folder, until, reason, placed_by)
    VALUES (kind, this_basis, image_id, entry_id, this_collection,
            CASE WHEN this_collection IS NOT NULL THEN this_folder END, until, this_reason, this_person)
    RETURNING restriction_id INTO this_restriction;
    PERFORM lookalike_internal.record_restricted(this_restriction, seeds);
    PERFORM lookalike_internal.analyze_if_grown('lookalike_internal.restricted_image');
    PERFORM lookalike_internal.record_event(
        'restrict access', this_person, 'restriction', this_restriction::text,
        jsonb_strip_nulls(jsonb_build_object(
            'kind', kind, 'basis', this_basis, 'reason', this_reason, 'until', until, 'image_id', image_id,
            'entry_id', entry_id, 'collection', collection, 'folder', nullif(this_folder, ''),
            'images', (SELECT count(DISTINCT r.image_id) FROM lookalike_internal.restricted_image r
                       WHERE r.restriction_id = this_restriction))));
    RETURN this_restriction;
END
$$;
COMMENT ON FUNCTION lookalike.restrict_access(text, text, text, text, bigint, bigint, text, text, date) IS
    'Restricts an image, a catalogue entry, or a collection or a folder in it, and returns the number of the restriction. Only the owner of the archive and members of lookalike_restricted, lookalike_steward and lookalike_loader still see what it covers: the images, all files that show the same pictures, and their entries, also those that become known later. kind is personal data, copyright, culturally sensitive, security, donor or embargo. basis is the law or agreement, in words. After the day until, the restriction ends by itself. It changes no class and no guard.';

CREATE OR REPLACE FUNCTION lookalike.lift_restriction(restriction_id bigint, by text, reason text) RETURNS void
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    this_person text := lookalike_internal.confirm_person(by);
    this_reason text := lookalike_internal.confirm_reason(reason);
    this lookalike_internal.access_restriction;
BEGIN
    PERFORM lookalike_internal.lock_guards();
    SELECT * INTO this FROM lookalike_internal.access_restriction r WHERE r.restriction_id = lift_restriction.restriction_id;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'restriction % does not exist', restriction_id
            USING ERRCODE = 'undefined_object', HINT = 'lookalike restriction list';
    END IF;
    IF this.lifted_at IS NOT NULL THEN
        RAISE EXCEPTION 'restriction % is lifted already', restriction_id
            USING ERRCODE = 'object_not_in_prerequisite_state',
                  DETAIL = format('%s lifted it on %s: %s', this.lifted_by, this.lifted_at::date, this.lifted_reason),
                  HINT = 'lookalike restriction list shows which restrictions are in force.';
    END IF;
    UPDATE lookalike_internal.access_restriction r
    SET lifted_by = this_person, lifted_reason = this_reason, lifted_at = clock_timestamp()
    WHERE r.restriction_id = this.restriction_id;
    DELETE FROM lookalike_internal.restricted_image r WHERE r.restriction_id = this.restriction_id;
    PERFORM lookalike_internal.record_event(
        'lift restriction', this_person, 'restriction', this.restriction_id::text,
        jsonb_strip_nulls(jsonb_build_object('reason', this_reason, 'kind', this.kind, 'image_id', this.image_id,
                                             'entry_id', this.entry_id)));
END
$$;
COMMENT ON FUNCTION lookalike.lift_restriction(bigint, text, text) IS
    'Ends a restriction before its last day. What another restriction covers stays hidden.';

-- Who may not see what is restricted sees no row of it.
CREATE OR REPLACE VIEW lookalike_detail.access_restriction AS
SELECT r.restriction_id,
       r.kind,
       r.basis,
       CASE WHEN r.lifted_at IS NOT NULL THEN 'lifted' WHEN r.until < current_date THEN 'over' ELSE 'in force' END AS state,
       r.until,
       coalesce(i.path, r.folder) AS path,
       coalesce(ci.name, c.name) AS collection,
       g.name AS catalogue,
       e.external_id,
       (SELECT count(DISTINCT s.image_id) FROM lookalike_internal.restricted_image s
        JOIN lookalike_internal.present_image p ON p.image_id = s.image_id
        WHERE s.restriction_id = r.restriction_id) AS images,
       r.reason,
       r.placed_by,
       r.placed_at,
       r.lifted_by,
       r.lifted_reason,
       r.lifted_at,
       r.image_id,
       r.entry_id
FROM lookalike_internal.access_restriction r
LEFT JOIN lookalike_internal.image i ON i.image_id = r.image_id
LEFT JOIN lookalike_internal.collection ci ON ci.collection_id = i.collection_id
LEFT JOIN lookalike_internal.collection c ON c.collection_id = r.collection_id
LEFT JOIN lookalike_internal.catalogue_entry e ON e.entry_id = r.entry_id
LEFT JOIN lookalike_internal.catalogue g ON g.catalogue_id = e.catalogue_id;
COMMENT ON VIEW lookalike_detail.access_restriction IS 'Restrictions, in force and ended. Only roles that see what is restricted see its rows.';
COMMENT ON COLUMN lookalike_detail.access_restriction.restriction_id IS 'Number of the restriction.';
COMMENT ON COLUMN lookalike_detail.access_restriction.kind IS 'personal data, copyright, culturally sensitive, security, donor or embargo.';
COMMENT ON COLUMN lookalike_detail.access_restriction.basis IS 'The law or agreement that demands it, in words.';
COMMENT ON COLUMN lookalike_detail.access_restriction.state IS 'in force; over, after its last day; or lifted.';
COMMENT ON COLUMN lookalike_detail.access_restriction.until IS 'The last day of the restriction; null if it has no end.';
COMMENT ON COLUMN lookalike_detail.access_restriction.path IS 'Path of the image, or the folder in the collection, that it names; empty for a whole collection.';
COMMENT ON COLUMN lookalike_detail.access_restriction.collection IS 'Collection that it names, or of the image that it names.';
COMMENT ON COLUMN lookalike_detail.access_restriction.catalogue IS 'Catalogue of the entry that it names.';
COMMENT ON COLUMN lookalike_detail.access_restriction.external_id IS 'Id of the entry that it names, in the catalogue.';
COMMENT ON COLUMN lookalike_detail.access_restriction.images IS 'How many present images it covers; 0 when it is lifted.';
COMMENT ON COLUMN lookalike_detail.access_restriction.reason IS 'Reason of the restriction.';
COMMENT ON COLUMN lookalike_detail.access_restriction.placed_by IS 'Name of the person who placed it.';
COMMENT ON COLUMN lookalike_detail.access_restriction.placed_at IS 'When it was placed.';
COMMENT ON COLUMN lookalike_detail.access_restriction.lifted_by IS 'Name of the person who lifted it.';
COMMENT ON COLUMN lookalike_detail.access_restriction.lifted_reason IS 'Why it was lifted.';
COMMENT ON COLUMN lookalike_detail.access_restriction.lifted_at IS 'When it was lifted.';
COMMENT ON COLUMN lookalike_detail.access_restriction.image_id IS 'Number of the image that it names.';
COMMENT ON COLUMN lookalike_detail.access_restriction.entry_id IS 'Number of the catalogue entry that it names.';
