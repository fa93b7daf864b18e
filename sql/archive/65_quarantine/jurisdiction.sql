-- A plan does not carry a file from one jurisdiction to another, or where nobody said which it is, unless a steward allows it
-- for the whole archive (setting may_cross_jurisdiction).
CREATE OR REPLACE FUNCTION lookalike_internal.describe_crossing(origin text, target text) RETURNS text
    LANGUAGE sql STABLE
    SET search_path = pg_catalog, pg_temp
RETURN CASE
    WHEN origin IS NOT DISTINCT FROM target OR lookalike.get_setting('may_cross_jurisdiction') = 'on' THEN NULL
    WHEN target IS NULL THEN format('It is in jurisdiction %s, and nobody declared where it would go to.', origin)
    WHEN origin IS NULL THEN format('It would go to jurisdiction %s, and nobody declared where it is now.', target)
    ELSE format('It would go from jurisdiction %s to jurisdiction %s.', origin, target) END;
COMMENT ON FUNCTION lookalike_internal.describe_crossing(text, text) IS
    'Why a file may not go from one jurisdiction to another, in words; null if it may.';

CREATE OR REPLACE FUNCTION lookalike_internal.jurisdiction_of(folder text) RETURNS text
    LANGUAGE sql STABLE
    SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT t.jurisdiction FROM lookalike_internal.quarantine_target t
    WHERE starts_with(jurisdiction_of.folder || '/', rtrim(t.folder, '/') || '/')
    ORDER BY length(t.folder) DESC LIMIT 1;
END;
COMMENT ON FUNCTION lookalike_internal.jurisdiction_of(text) IS
    'The jurisdiction that was declared for a folder, or for the nearest folder above it; null if none was.';

CREATE OR REPLACE FUNCTION lookalike_internal.refuse_crossing(images bigint[], target text, shown text) RETURNS void
    LANGUAGE plpgsql STABLE
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    this record;
BEGIN
    SELECT c.collection AS name, i.path, lookalike_internal.describe_crossing(c.jurisdiction, target) AS crossing INTO this
    FROM lookalike_internal.image i
    JOIN lookalike_internal.collection_rate c ON c.collection_id = i.collection_id AND c.jurisdiction IS DISTINCT FROM target
    WHERE i.image_id = ANY (images)
    ORDER BY c.collection, i.path LIMIT 1;
    IF FOUND AND this.crossing IS NOT NULL THEN
        RAISE EXCEPTION 'a file of collection "%" would cross a jurisdiction', this.name
            USING ERRCODE = 'restrict_violation',
                  DETAIL = format('"%s" would go to %s. %s', this.path, shown, this.crossing),
                  HINT = 'Name another place, or declare the jurisdictions: lookalike collection set, lookalike quarantine target. '
                         'A steward may allow it: lookalike settings set may_cross_jurisdiction on';
    END IF;
END
$$;
COMMENT ON FUNCTION lookalike_internal.refuse_crossing(bigint[], text, text) IS
    'Raises an error if one of the images would go from its jurisdiction to another, and no steward allowed that.';

-- SECURITY DEFINER: no role may write to the table.
CREATE OR REPLACE FUNCTION lookalike.set_target_jurisdiction(folder text, jurisdiction text) RETURNS text
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    this_folder text := lookalike_internal.check_destination(folder);
    this_code text := lookalike_internal.confirm_jurisdiction(jurisdiction);
    before text;
BEGIN
    SELECT t.jurisdiction INTO before FROM lookalike_internal.quarantine_target t WHERE t.folder = this_folder FOR UPDATE;
    IF before IS NOT DISTINCT FROM this_code THEN
        RETURN before;
    END IF;
    IF this_code IS NULL THEN
        DELETE FROM lookalike_internal.quarantine_target t WHERE t.folder = this_folder;
    ELSE
        INSERT INTO lookalike_internal.quarantine_target AS t (folder, jurisdiction) VALUES (this_folder, this_code)
        ON CONFLICT ON CONSTRAINT quarantine_target_pkey DO UPDATE SET jurisdiction = excluded.jurisdiction;
    END IF;
    PERFORM lookalike_internal.record_event('set jurisdiction', session_user, 'folder', this_folder,
                                   jsonb_build_object('jurisdiction', this_code, 'before', before));
    RETURN before;
END
$$;
COMMENT ON FUNCTION lookalike.set_target_jurisdiction(text, text) IS
    'Declares the jurisdiction of a folder to which plans move files, and of all folders in it, as an ISO 3166 code; null where it is not known. Logs a change, and returns what was declared before.';
