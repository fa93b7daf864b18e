-- What stands against items of plans at this moment: that the file is another by now, or gone, or
-- guarded. What of them is not on its way yet is looked at as if it were.
CREATE OR REPLACE FUNCTION lookalike.find_problems(of_plan integer DEFAULT NULL, of_images bigint[] DEFAULT NULL)
    RETURNS TABLE (plan_id integer, image_id bigint, problem text)
    LANGUAGE plpgsql STABLE
    SET search_path = pg_catalog, pg_temp
    SET plan_cache_mode = force_custom_plan
AS $$
#variable_conflict use_column
DECLARE
    item_ids bigint[];
BEGIN
    IF of_plan IS NULL THEN
        SELECT array_agg(q.image_id) INTO item_ids
        FROM lookalike.quarantine_item q
        WHERE q.state IN ('approved', 'moving') AND (of_images IS NULL OR q.image_id = ANY (of_images));
    ELSE
        SELECT array_agg(q.image_id) INTO item_ids
        FROM lookalike.quarantine_item q
        WHERE q.plan_id = of_plan AND q.state IN ('proposed', 'approved', 'moving')
          AND (of_images IS NULL OR q.image_id = ANY (of_images));
    END IF;
    IF item_ids IS NULL THEN
        RETURN;
    END IF;
    RETURN QUERY
    WITH guarded AS MATERIALIZED (
        SELECT g.image_id, string_agg(format('%s: %s', g.guard, g.reason), ' ' ORDER BY g.guard) AS reasons
        FROM lookalike.find_guards(item_ids) g
        GROUP BY g.image_id
    ), item AS (
        SELECT q.* FROM lookalike.quarantine_item q
        WHERE of_plan IS NULL AND q.state IN ('approved', 'moving') AND q.image_id = ANY (item_ids)
        UNION ALL
        SELECT q.* FROM lookalike.quarantine_item q
        WHERE q.plan_id = of_plan AND q.state IN ('proposed', 'approved', 'moving') AND q.image_id = ANY (item_ids)
    ), told AS (
        SELECT q.plan_id, q.image_id,
               concat_ws(' ',
                   CASE WHEN i.image_id IS NULL THEN 'It is no longer in the archive.'
                        WHEN i.sha256 <> q.sha256 OR i.pixel_digest <> q.pixel_digest THEN 'The file has changed since it was proposed.'
                        WHEN i.path <> q.path OR i.collection_id <> q.collection_id THEN format('The file lies at "%s" by now.', i.path)
                        -- On its way it may be missed where it was.
                        WHEN i.missing_since IS NOT NULL AND q.state <> 'moving' THEN 'The file is missing.' END,
                   CASE WHEN q.state = 'proposed' THEN (
                       SELECT format('Plan "%s" has it already.', p.name)
                       FROM lookalike.leaving_image l JOIN lookalike.quarantine_plan p ON p.plan_id = l.plan_id
                       WHERE l.image_id = q.image_id AND l.plan_id <> q.plan_id) END,
                   g.reasons) AS problem
        FROM item q
        LEFT JOIN lookalike.image i ON i.image_id = q.image_id
        LEFT JOIN guarded g ON g.image_id = q.image_id
    )
    SELECT t.plan_id, t.image_id, t.problem FROM told t WHERE t.problem <> '';
END
$$;
COMMENT ON FUNCTION lookalike.find_problems(integer, bigint[]) IS
    'What stands against the items of a plan that have not been moved, or some of them, or against all that are approved: guards, and files that are no longer what they were.';

-- A plan is done when nothing of it is left to do.
CREATE OR REPLACE FUNCTION lookalike.settle_plan(plan_id integer) RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
BEGIN
    UPDATE lookalike.quarantine_plan p
    SET state = CASE
        WHEN EXISTS (SELECT FROM lookalike.quarantine_item q
                     WHERE q.plan_id = p.plan_id AND q.state IN ('moved', 'restoring')) THEN 'applied'
        WHEN EXISTS (SELECT FROM lookalike.quarantine_item q
                     WHERE q.plan_id = p.plan_id AND q.state = 'restored') THEN 'restored'
        ELSE 'applied' END
    WHERE p.plan_id = settle_plan.plan_id AND p.state IN ('approved', 'applied')
      AND NOT EXISTS (SELECT FROM lookalike.quarantine_item q
                      WHERE q.plan_id = p.plan_id AND q.state IN ('approved', 'moving'));
END
$$;
COMMENT ON FUNCTION lookalike.settle_plan(integer) IS
    'Says of a plan that it is applied, or restored, when nothing of it is left to be moved, or to be restored.';

-- SECURITY DEFINER: called by triggers, whoever made the change.
CREATE OR REPLACE FUNCTION lookalike.withhold_guarded(of_images bigint[] DEFAULT NULL) RETURNS bigint
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    this record;
    withheld bigint := 0;
BEGIN
    PERFORM lookalike.take_guard_lock();
    IF NOT EXISTS (SELECT FROM lookalike.quarantine_item q WHERE q.state IN ('approved', 'moving')) THEN
        RETURN 0;
    END IF;
    -- A file on its way may be in either place: it has to be brought back.
    FOR this IN
        WITH changed AS (
            UPDATE lookalike.quarantine_item q
            SET state = CASE q.state WHEN 'approved' THEN 'withheld' ELSE 'restoring' END, problem = p.problem
            FROM lookalike.find_problems(of_images => of_images) p
            WHERE q.plan_id = p.plan_id AND q.image_id = p.image_id AND q.state IN ('approved', 'moving')
            RETURNING q.plan_id, q.image_id, q.state, q.path, q.problem
        )
        SELECT c.plan_id, count(*) AS items,
               jsonb_agg(jsonb_build_object('image_id', c.image_id, 'path', c.path, 'state', c.state,
                                            'problem', c.problem) ORDER BY c.image_id) AS list
        FROM changed c GROUP BY c.plan_id ORDER BY c.plan_id
    LOOP
        withheld := withheld + this.items;
        PERFORM lookalike.settle_plan(this.plan_id);
        PERFORM lookalike.record_event('withhold', session_user, 'plan', this.plan_id::text,
                                       jsonb_build_object('items', this.list));
    END LOOP;
    RETURN withheld;
END
$$;
COMMENT ON FUNCTION lookalike.withhold_guarded(bigint[]) IS
    'Withholds the approved items (all, or those of some images) that are guarded by now, logs them, and returns how many; those that are being moved are to be brought back.';
REVOKE EXECUTE ON FUNCTION lookalike.withhold_guarded(bigint[]) FROM PUBLIC;

CREATE OR REPLACE FUNCTION lookalike.recheck_guards() RETURNS trigger
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM lookalike.withhold_guarded();
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION lookalike.recheck_guards() IS 'Withholds approved items that became guarded by what was just written.';

-- What an image is may take away the last copy of another, move a decision on, or open a conflict of
-- rights again. That images come or are only touched does nothing of it. Looked at are the items that
-- have anything to do with those that changed: their pixels, what they were made of, their cluster. Of
-- 50,000 copies that are moved one by one, all are on their way: that the next one is not in its place
-- any more changes nothing for the others, unless it has something to say about rights.
CREATE OR REPLACE FUNCTION lookalike.recheck_images() RETURNS trigger
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    affected bigint[];
    are_any boolean;
    this record;
BEGIN
    IF TG_OP <> 'UPDATE' THEN  -- DELETE, TRUNCATE
        SELECT q.image_id, q.path, p.name INTO this
        FROM lookalike.quarantine_item q
        JOIN lookalike.quarantine_plan p ON p.plan_id = q.plan_id
        WHERE q.state IN ('moving', 'moved', 'restoring')
          AND NOT EXISTS (SELECT FROM lookalike.image i WHERE i.image_id = q.image_id)
        ORDER BY q.image_id LIMIT 1;
        IF FOUND THEN
            RAISE EXCEPTION 'image % is in quarantine', this.image_id
                USING ERRCODE = 'restrict_violation',
                      DETAIL = format('Plan "%s" moved "%s"; if its row were gone, nobody could bring it back.', this.name, this.path),
                      HINT = 'Restore the plan first: lookalike quarantine restore';
        END IF;
        PERFORM lookalike.withhold_guarded();
        RETURN NULL;
    END IF;
    -- Planned at each call: a plan for a change of no rows would compare every row with every other.
    EXECUTE $query$
        SELECT EXISTS (
            SELECT FROM new_row n JOIN old_row o USING (image_id)
            WHERE (n.sha256, n.pixel_digest, n.collection_id, n.path, n.missing_since IS NULL, n.creator,
                   n.copyright_notice, n.credit_line, n.usage_terms, n.rights_url, n.metadata)
                IS DISTINCT FROM
                  (o.sha256, o.pixel_digest, o.collection_id, o.path, o.missing_since IS NULL, o.creator,
                   o.copyright_notice, o.credit_line, o.usage_terms, o.rights_url, o.metadata)) $query$ INTO are_any;
    IF NOT are_any THEN
        RETURN NULL;
    END IF;
    -- A class was given to the content that is no longer there.
    EXECUTE $query$
        DELETE FROM lookalike.retention_class k
        USING new_row n, old_row o
        WHERE n.image_id = o.image_id AND n.pixel_digest <> o.pixel_digest AND k.image_id = n.image_id $query$;
    PERFORM lookalike.take_guard_lock();
    EXECUTE $query$
        WITH changed AS MATERIALIZED (
            SELECT n.image_id, n.pixel_digest, o.pixel_digest AS old_pixel_digest
            FROM new_row n JOIN old_row o USING (image_id)
            WHERE (n.sha256, n.pixel_digest, n.collection_id, n.path, n.missing_since IS NULL, n.creator,
                   n.copyright_notice, n.credit_line, n.usage_terms, n.rights_url, n.metadata)
                IS DISTINCT FROM
                  (o.sha256, o.pixel_digest, o.collection_id, o.path, o.missing_since IS NULL, o.creator,
                   o.copyright_notice, o.credit_line, o.usage_terms, o.rights_url, o.metadata)
              AND NOT (n.missing_since IS NOT NULL AND o.missing_since IS NULL
                       AND (n.sha256, n.pixel_digest, n.collection_id, n.path)
                         = (o.sha256, o.pixel_digest, o.collection_id, o.path)
                       AND num_nonnulls(o.copyright_notice, o.usage_terms, o.rights_url) = 0
                       AND NOT EXISTS (SELECT FROM lookalike.entry_image e WHERE e.image_id = n.image_id)
                       AND EXISTS (SELECT FROM lookalike.quarantine_item q
                                   WHERE q.image_id = n.image_id AND q.pixel_digest = n.pixel_digest
                                     AND q.state IN ('moving', 'moved', 'restoring')))
        ), picture AS MATERIALIZED (
            SELECT c.pixel_digest FROM changed c UNION SELECT c.old_pixel_digest FROM changed c
        )
        SELECT array_agg(a.image_id)
        FROM (
            SELECT q.image_id
            FROM changed c JOIN lookalike.quarantine_item q ON q.image_id = c.image_id
            WHERE q.state IN ('approved', 'moving')
            UNION
            SELECT q.image_id
            FROM picture p JOIN lookalike.quarantine_item q ON q.pixel_digest = p.pixel_digest
            WHERE q.state IN ('approved', 'moving')
            UNION
            SELECT q.image_id
            FROM picture p JOIN lookalike.quarantine_item q ON q.archival_pixel_digest = p.pixel_digest
            WHERE q.state IN ('approved', 'moving')
            UNION
            SELECT q.image_id
            FROM changed c
            JOIN lookalike.cluster_member m ON m.image_id = c.image_id
            JOIN lookalike.cluster_member o ON o.cluster_id = m.cluster_id
            JOIN lookalike.quarantine_item q ON q.image_id = o.image_id
            WHERE q.state IN ('approved', 'moving')
        ) a $query$ INTO affected;
    IF affected IS NOT NULL THEN
        PERFORM lookalike.withhold_guarded(affected);
    END IF;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION lookalike.recheck_images() IS
    'Withholds approved items that became guarded as images changed or went; refuses to forget an image that is in quarantine.';

CREATE OR REPLACE FUNCTION lookalike.recheck_held() RETURNS trigger
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    affected bigint[];
BEGIN
    IF NOT EXISTS (SELECT FROM new_row) THEN
        RETURN NULL;
    END IF;
    -- Before looking: who approves just now does not see yet that this is held.
    PERFORM lookalike.take_guard_lock();
    EXECUTE $query$
        SELECT array_agg(q.image_id)
        FROM lookalike.quarantine_item q
        WHERE q.state IN ('approved', 'moving') AND q.pixel_digest IN (SELECT n.pixel_digest FROM new_row n) $query$
    INTO affected;
    IF affected IS NOT NULL THEN
        PERFORM lookalike.withhold_guarded(affected);
    END IF;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION lookalike.recheck_held() IS 'Withholds approved items whose pictures a hold has come to cover.';

CREATE OR REPLACE TRIGGER image_guard_update_trigger AFTER UPDATE ON lookalike.image
    REFERENCING OLD TABLE AS old_row NEW TABLE AS new_row
    FOR EACH STATEMENT EXECUTE FUNCTION lookalike.recheck_images();
COMMENT ON TRIGGER image_guard_update_trigger ON lookalike.image IS 'Withholds approved quarantines that changed or missing images forbid.';
CREATE OR REPLACE TRIGGER image_guard_delete_trigger AFTER DELETE OR TRUNCATE ON lookalike.image
    FOR EACH STATEMENT EXECUTE FUNCTION lookalike.recheck_images();
COMMENT ON TRIGGER image_guard_delete_trigger ON lookalike.image IS 'Withholds approved quarantines that the loss of images forbids; keeps images that are in quarantine.';
CREATE OR REPLACE TRIGGER legal_hold_guard_trigger AFTER INSERT OR UPDATE ON lookalike.legal_hold
    FOR EACH STATEMENT EXECUTE FUNCTION lookalike.recheck_guards();
COMMENT ON TRIGGER legal_hold_guard_trigger ON lookalike.legal_hold IS 'Withholds approved quarantines of what is held.';
CREATE OR REPLACE TRIGGER legal_hold_picture_guard_trigger AFTER INSERT ON lookalike.legal_hold_picture
    REFERENCING NEW TABLE AS new_row
    FOR EACH STATEMENT EXECUTE FUNCTION lookalike.recheck_held();
COMMENT ON TRIGGER legal_hold_picture_guard_trigger ON lookalike.legal_hold_picture IS 'Withholds approved quarantines of pictures that a hold has come to cover.';
CREATE OR REPLACE TRIGGER legal_matter_guard_trigger AFTER UPDATE ON lookalike.legal_matter
    FOR EACH STATEMENT EXECUTE FUNCTION lookalike.recheck_guards();
COMMENT ON TRIGGER legal_matter_guard_trigger ON lookalike.legal_matter IS 'Withholds approved quarantines of what is held for a matter.';
CREATE OR REPLACE TRIGGER decision_guard_trigger AFTER INSERT ON lookalike.decision
    FOR EACH STATEMENT EXECUTE FUNCTION lookalike.recheck_guards();
COMMENT ON TRIGGER decision_guard_trigger ON lookalike.decision IS 'Withholds approved quarantines of what is to be kept, or is no duplicate.';
CREATE OR REPLACE TRIGGER publication_guard_trigger AFTER INSERT ON lookalike.publication
    FOR EACH STATEMENT EXECUTE FUNCTION lookalike.recheck_guards();
COMMENT ON TRIGGER publication_guard_trigger ON lookalike.publication IS 'Withholds approved quarantines of what was published.';
CREATE OR REPLACE TRIGGER entry_image_guard_trigger AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON lookalike.entry_image
    FOR EACH STATEMENT EXECUTE FUNCTION lookalike.recheck_guards();
COMMENT ON TRIGGER entry_image_guard_trigger ON lookalike.entry_image IS 'Withholds approved quarantines of images whose entries are held or disagree on rights.';
CREATE OR REPLACE TRIGGER catalogue_entry_guard_trigger AFTER UPDATE ON lookalike.catalogue_entry
    FOR EACH STATEMENT EXECUTE FUNCTION lookalike.recheck_guards();
COMMENT ON TRIGGER catalogue_entry_guard_trigger ON lookalike.catalogue_entry IS 'Withholds approved quarantines of images whose entries disagree on rights.';
CREATE OR REPLACE TRIGGER retention_class_guard_trigger
    AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON lookalike.retention_class
    FOR EACH STATEMENT EXECUTE FUNCTION lookalike.recheck_guards();
COMMENT ON TRIGGER retention_class_guard_trigger ON lookalike.retention_class IS 'Withholds approved quarantines that new classes forbid.';
CREATE OR REPLACE TRIGGER cluster_member_guard_trigger
    AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON lookalike.cluster_member
    FOR EACH STATEMENT EXECUTE FUNCTION lookalike.recheck_guards();
COMMENT ON TRIGGER cluster_member_guard_trigger ON lookalike.cluster_member IS 'Withholds approved quarantines of what is in no cluster with its original any more.';
