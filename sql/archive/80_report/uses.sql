-- Where a picture is and what was done with it: what a takedown has to deal with. It changes nothing.
CREATE OR REPLACE FUNCTION lookalike.find_uses(of_image_id bigint DEFAULT NULL, of_entry_id bigint DEFAULT NULL)
    RETURNS TABLE (
        what text, relation text, image_id bigint, collection text, path text, catalogue text, external_id text,
        state text, explanation text)
    LANGUAGE plpgsql STABLE
    ROWS 20
    SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    seeds bigint[];
    reached bigint[];
    entries bigint[];
BEGIN
    IF num_nonnulls(of_image_id, of_entry_id) <> 1 THEN
        RAISE EXCEPTION 'a takedown is of one thing, not of %', num_nonnulls(of_image_id, of_entry_id)
            USING ERRCODE = 'invalid_parameter_value', HINT = 'Give one of of_image_id and of_entry_id.';
    END IF;
    seeds := ARRAY(SELECT i.image_id FROM lookalike_internal.image i WHERE i.image_id = of_image_id
                   UNION SELECT l.image_id FROM lookalike_internal.entry_image l WHERE l.entry_id = of_entry_id);
    entries := ARRAY(SELECT e.entry_id FROM lookalike_internal.catalogue_entry e WHERE e.entry_id = of_entry_id);
    IF cardinality(seeds || entries) = 0 THEN
        RAISE EXCEPTION '% does not exist', CASE WHEN of_image_id IS NOT NULL THEN format('image %s', of_image_id)
                                                 ELSE format('catalogue entry %s', of_entry_id) END
            USING ERRCODE = 'undefined_object', HINT = 'Views image and catalogue_record list images and entries.';
    END IF;
    reached := lookalike_internal.find_showing(seeds);
    entries := ARRAY(SELECT DISTINCT e.entry_id FROM (
        SELECT unnest(entries) AS entry_id
        UNION ALL SELECT l.entry_id FROM lookalike_internal.entry_image l WHERE l.image_id = ANY (reached)
        UNION ALL SELECT p.entry_id FROM lookalike_internal.publication p
                  JOIN lookalike_internal.image i ON i.pixel_digest = p.pixel_digest WHERE i.image_id = ANY (reached)) e);
    RETURN QUERY
    WITH seed AS (
        SELECT i.sha256, i.pixel_digest FROM lookalike_internal.image i WHERE i.image_id = ANY (seeds)
    ), file AS (
        SELECT i.image_id, c.name AS collection, i.path, i.missing_since,
               CASE WHEN i.image_id = ANY (seeds) THEN 'the image itself'
                    WHEN i.sha256 IN (SELECT s.sha256 FROM seed s) THEN 'same bytes'
                    WHEN i.pixel_digest IN (SELECT s.pixel_digest FROM seed s) THEN 'same pixels'
                    WHEN EXISTS (SELECT FROM lookalike_internal.part_match p
                                 WHERE p.whole_image_id = i.image_id AND p.part_image_id = ANY (reached)) THEN 'contains it'
                    ELSE 'version' END AS relation
        FROM lookalike_internal.image i JOIN lookalike_internal.collection c ON c.collection_id = i.collection_id
        WHERE i.image_id = ANY (reached)
    ), item AS (
        SELECT q.image_id, p.name, p.kind, q.state, q.destination, q.changed_at
        FROM lookalike_internal.quarantine_item q JOIN lookalike_internal.quarantine_plan p ON p.plan_id = q.plan_id
        WHERE q.image_id = ANY (reached)
    ), entry AS (
        SELECT e.*, k.name AS catalogue
        FROM lookalike_internal.catalogue_entry e JOIN lookalike_internal.catalogue k ON k.catalogue_id = e.catalogue_id
        WHERE e.entry_id = ANY (entries)
    ), answer AS (
        SELECT 1 AS place, 'file' AS what, f.relation, f.image_id, f.collection, f.path, NULL AS catalogue, NULL AS external_id,
               CASE WHEN f.missing_since IS NULL THEN 'present' ELSE 'missing' END AS state, NULL AS explanation
        FROM file f
        UNION ALL
        SELECT 2, 'plan', f.relation, f.image_id, f.collection, f.path, NULL, NULL, t.state,
               concat_ws(', ', format('plan "%s"', t.name), t.kind, 'in ' || CASE WHEN t.state = 'moved' THEN t.destination END)
        FROM item t JOIN file f ON f.image_id = t.image_id
        UNION ALL
        SELECT 3, 'entry', NULL, NULL, NULL, NULL, e.catalogue, e.external_id,
               CASE WHEN e.missing_since IS NULL THEN 'present' ELSE 'missing' END, e.title
        FROM entry e
        UNION ALL
        SELECT 4, 'licence', NULL, NULL, NULL, NULL, e.catalogue, e.external_id, NULL,
               concat_ws(', ', e.licence, e.rights_statement, e.licensor, e.licence_ref, e.territory,
                         'until ' || e.valid_until, 'embargo until ' || e.embargo_until)
        FROM entry e
        WHERE num_nonnulls(e.licence, e.rights_statement, e.licensor, e.licence_ref, e.territory, e.valid_until, e.embargo_until) > 0
        UNION ALL
        SELECT 5, 'publication', NULL, NULL, NULL, NULL, e.catalogue, e.external_id,
               CASE WHEN e.is_published AND e.missing_since IS NULL THEN 'stated' ELSE 'no longer stated' END,
               concat_ws(', ', p.medium, p.published_in, p.edition, p.published_at, 'page ' || p.page, p.url, p.crop_text)
        FROM entry e JOIN lookalike_internal.published_entry p ON p.entry_id = e.entry_id
        UNION ALL
        SELECT 6, 'hold', f.relation, f.image_id, f.collection, f.path, NULL, NULL, 'in force',
               format('hold %s for %s: %s', h.hold_id, h.matter, h.reason)
        FROM lookalike.held_image h JOIN file f ON f.image_id = h.image_id
        WHERE h.image_id = ANY (reached)  -- looked up, where a hold covers a million others
        UNION ALL
        SELECT DISTINCT 7, 'restriction', f.relation, f.image_id, f.collection, f.path, NULL, NULL, a.state,
               format('restriction %s, %s: %s', a.restriction_id, a.kind, a.basis)
        FROM lookalike_internal.restricted_image r
        JOIN lookalike_detail.access_restriction a ON a.restriction_id = r.restriction_id
        JOIN file f ON f.image_id = r.image_id
    )
    SELECT a.what, a.relation, a.image_id, a.collection, a.path, a.catalogue, a.external_id, a.state, a.explanation
    FROM answer a
    ORDER BY a.place, array_position('{the image itself,same bytes,same pixels,version,contains it}', a.relation),
             a.collection, a.path, a.catalogue, a.external_id, a.explanation;
END
$$;
COMMENT ON FUNCTION lookalike.find_uses(bigint, bigint) IS
    'Everything that shows a picture or speaks of it: files (copies, versions, composites), plans that set them aside or transferred them, catalogue entries, licences, publications, holds and restrictions. Give an image or a catalogue entry. It changes nothing.';
