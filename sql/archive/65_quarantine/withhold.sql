-- Finds the obstacles of plan items at this moment: the file has changed, is missing, or is guarded. All items
-- are looked at together, as if their files were gone.
CREATE OR REPLACE FUNCTION lookalike_internal.find_obstacles(of_plan integer DEFAULT NULL, of_images bigint[] DEFAULT NULL)
    RETURNS TABLE (plan_id integer, image_id bigint, obstacle text)
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
        FROM lookalike_internal.quarantine_item q
        WHERE q.state IN ('approved', 'moving') AND (of_images IS NULL OR q.image_id = ANY (of_images));
    ELSE
        SELECT array_agg(q.image_id) INTO item_ids
        FROM lookalike_internal.quarantine_item q
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
        SELECT q.* FROM lookalike_internal.quarantine_item q
        WHERE of_plan IS NULL AND q.state IN ('approved', 'moving') AND q.image_id = ANY (item_ids)
        UNION ALL
        SELECT q.* FROM lookalike_internal.quarantine_item q
        WHERE q.plan_id = of_plan AND q.state IN ('proposed', 'approved', 'moving') AND q.image_id = ANY (item_ids)
    ), target AS MATERIALIZED (
        SELECT p.plan_id, lookalike_internal.jurisdiction_of(p.destination) AS jurisdiction
        FROM lookalike_internal.quarantine_plan p WHERE p.plan_id IN (SELECT q.plan_id FROM item q)
    ), told AS (
        SELECT q.plan_id, q.image_id,
               concat_ws(' ',
                   CASE WHEN i.image_id IS NULL THEN 'It is no longer in the archive.'
                        WHEN i.sha256 <> q.sha256 OR i.pixel_digest <> q.pixel_digest THEN 'The file has changed since it was proposed.'
                        WHEN i.path <> q.path OR i.collection_id <> q.collection_id THEN format('The file lies at "%s" now.', i.path)
                        -- A scan may miss a file that is being moved.
                        WHEN i.missing_since IS NOT NULL AND q.state <> 'moving' THEN 'The file is missing, or the last scan left it out.' END,
                   CASE WHEN q.state = 'proposed' THEN (
                       SELECT format('Plan "%s" has it already.', p.name)
                       FROM lookalike_internal.busy_image l JOIN lookalike_internal.quarantine_plan p ON p.plan_id = l.plan_id
                       WHERE l.image_id = q.image_id AND l.plan_id <> q.plan_id LIMIT 1) END,
                   CASE WHEN c.jurisdiction IS DISTINCT FROM p.jurisdiction
                        THEN lookalike_internal.describe_crossing(c.jurisdiction, p.jurisdiction) END,
                   g.reasons) AS obstacle
        FROM item q
        JOIN target p ON p.plan_id = q.plan_id
        LEFT JOIN lookalike_internal.image i ON i.image_id = q.image_id
        LEFT JOIN lookalike_internal.collection_rate c ON c.collection_id = q.collection_id
        LEFT JOIN guarded g ON g.image_id = q.image_id
    )
    SELECT t.plan_id, t.image_id, t.obstacle FROM told t WHERE t.obstacle <> '';
END
$$;
COMMENT ON FUNCTION lookalike_internal.find_obstacles(integer, bigint[]) IS
    'The obstacles of the items of a plan that are not moved yet, or of all approved items: guards, and files that have changed. of_images restricts the items.';

-- Ends a plan when no item is left to move or to restore.
CREATE OR REPLACE FUNCTION lookalike_internal.settle_plan(plan_id integer) RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
BEGIN
    UPDATE lookalike_internal.quarantine_plan p
    SET state = CASE
        WHEN EXISTS (SELECT FROM lookalike_internal.quarantine_item q
                     WHERE q.plan_id = p.plan_id AND q.state IN ('moved', 'restoring')) THEN 'applied'
        WHEN EXISTS (SELECT FROM lookalike_internal.quarantine_item q
                     WHERE q.plan_id = p.plan_id AND q.state = 'restored') THEN 'restored'
        ELSE 'applied' END
    WHERE p.plan_id = settle_plan.plan_id AND p.state IN ('approved', 'applied')
      AND NOT EXISTS (SELECT FROM lookalike_internal.quarantine_item q
                      WHERE q.plan_id = p.plan_id AND q.state IN ('approved', 'moving'));
END
$$;
COMMENT ON FUNCTION lookalike_internal.settle_plan(integer) IS
    'Sets a plan to applied when no item is left to move, and to restored when no item is left to restore.';

-- SECURITY DEFINER: triggers call it for every role that changes a row.
CREATE OR REPLACE FUNCTION lookalike_internal.withhold_guarded(of_images bigint[] DEFAULT NULL) RETURNS bigint
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    this record;
    withheld bigint := 0;
BEGIN
    PERFORM lookalike_internal.take_guard_lock();
    IF NOT EXISTS (SELECT FROM lookalike_internal.quarantine_item q WHERE q.state IN ('approved', 'moving')) THEN
        RETURN 0;
    END IF;
    -- A file that is being moved may be in either place, so it has to be brought back.
    FOR this IN
        WITH changed AS (
            UPDATE lookalike_internal.quarantine_item q
            SET state = CASE q.state WHEN 'approved' THEN 'withheld' ELSE 'restoring' END, obstacle = p.obstacle
            FROM lookalike_internal.find_obstacles(of_images => of_images) p
            WHERE q.plan_id = p.plan_id AND q.image_id = p.image_id AND q.state IN ('approved', 'moving')
            RETURNING q.plan_id, q.image_id, q.state, q.path, q.obstacle
        )
        SELECT c.plan_id, count(*) AS items,
               jsonb_agg(jsonb_build_object('image_id', c.image_id, 'path', c.path, 'state', c.state,
                                            'obstacle', c.obstacle) ORDER BY c.image_id) AS list
        FROM changed c GROUP BY c.plan_id ORDER BY c.plan_id
    LOOP
        withheld := withheld + this.items;
        PERFORM lookalike_internal.settle_plan(this.plan_id);
        PERFORM lookalike_internal.record_event('withhold', session_user, 'plan', this.plan_id::text,
                                       jsonb_build_object('items', this.list));
    END LOOP;
    RETURN withheld;
END
$$;
COMMENT ON FUNCTION lookalike_internal.withhold_guarded(bigint[]) IS
    'Withholds all approved items, or those of some images, that have an obstacle now; logs them, and returns how many. Files that are being moved have to be brought back.';
REVOKE EXECUTE ON FUNCTION lookalike_internal.withhold_guarded(bigint[]) FROM PUBLIC;
