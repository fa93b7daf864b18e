-- Each review of a collection looks at images that are new or changed since the review before.

CREATE OR REPLACE FUNCTION lookalike.set_review_interval(collection text, days integer, by text DEFAULT session_user) RETURNS void
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    this_person text := lookalike_internal.confirm_person(by);
    this_collection integer := lookalike_internal.get_collection_id(set_review_interval.collection);
BEGIN
    IF set_review_interval.days NOT BETWEEN 1 AND 36500 THEN
        RAISE EXCEPTION 'review interval % is out of range', set_review_interval.days
            USING ERRCODE = 'invalid_parameter_value',
                  HINT = 'Give days from 1 to 36500, or null for setting review_interval.';
    END IF;
    -- The trigger that logs the change names this person.
    PERFORM set_config('lookalike.person', this_person, true);
    IF set_review_interval.days IS NULL THEN
        DELETE FROM lookalike_internal.review_interval v WHERE v.collection_id = this_collection;
    ELSE
        INSERT INTO lookalike_internal.review_interval (collection_id, days)
        VALUES (this_collection, set_review_interval.days)
        ON CONFLICT (collection_id) DO UPDATE SET days = excluded.days;
    END IF;
    PERFORM set_config('lookalike.person', '', true);
END
$$;
COMMENT ON FUNCTION lookalike.set_review_interval(text, integer, text) IS
    'Sets the days from one review of a collection to the next; null for setting review_interval. The log names the person.';

CREATE OR REPLACE FUNCTION lookalike.complete_review(
    collection text, by text, remark text DEFAULT NULL
) RETURNS bigint
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    this_person text := lookalike_internal.confirm_person(by);
    this_collection integer;
    last_run bigint;
    recorded bigint;
BEGIN
    remark := nullif(btrim(complete_review.remark), '');
    this_collection := lookalike_internal.get_collection_id(complete_review.collection);
    -- Images that a running scan finds are for the next review.
    SELECT max(r.run_id) INTO last_run FROM lookalike_internal.run r
    WHERE r.collection_id = this_collection AND r.stage = 'scan' AND r.state = 'finished';
    IF last_run IS NULL THEN
        RAISE EXCEPTION 'collection "%" has not been scanned', complete_review.collection
            USING ERRCODE = 'object_not_in_prerequisite_state',
                  DETAIL = 'No scan of the collection has finished, so there is nothing to review yet.',
                  HINT = 'Scan the collection first: lookalike scan';
    END IF;
    INSERT INTO lookalike_internal.review (collection_id, collection, reviewed_by, remark, run_id)
    VALUES (this_collection, complete_review.collection, this_person,
            complete_review.remark, last_run)
    RETURNING review_id INTO recorded;
    PERFORM lookalike_internal.record_event(
        'complete review', this_person, 'collection', this_collection::text,
        jsonb_strip_nulls(jsonb_build_object(
            'review', recorded, 'collection', complete_review.collection, 'run', last_run,
            'remark', complete_review.remark)));
    RETURN recorded;
END
$$;
COMMENT ON FUNCTION lookalike.complete_review(text, text, text) IS
    'Records a review of a collection up to its last finished scan, and returns the number of the review.';

CREATE OR REPLACE VIEW lookalike_internal.disposal_day AS
SELECT i.collection_id, k.due_on, count(*) AS images
FROM lookalike_internal.retention_class k
JOIN lookalike_internal.image i ON i.image_id = k.image_id AND i.missing_since IS NULL
WHERE k.due_on IS NOT NULL
GROUP BY i.collection_id, k.due_on;
COMMENT ON VIEW lookalike_internal.disposal_day IS 'How many images of each collection become due by a disposal authority on each day.';
COMMENT ON COLUMN lookalike_internal.disposal_day.collection_id IS 'Number of the collection.';
COMMENT ON COLUMN lookalike_internal.disposal_day.due_on IS 'The day.';
COMMENT ON COLUMN lookalike_internal.disposal_day.images IS 'How many images become due on that day.';

CREATE OR REPLACE VIEW lookalike_internal.collection_review AS
SELECT c.collection_id,
       coalesce(v.days, s.days) AS interval_days,
       l.reviewed_at,
       l.reviewed_by,
       l.remark,
       coalesce(l.run_id, 0) AS run_id,
       -- A collection that was never reviewed is due at once. A disposal that becomes due does not wait for the review.
       least(coalesce(l.reviewed_at::date + coalesce(v.days, s.days), c.created_at::date), d.due_on) AS due
FROM lookalike_internal.collection c
CROSS JOIN (SELECT lookalike.get_setting('review_interval')::integer AS days) s
LEFT JOIN lookalike_internal.review_interval v ON v.collection_id = c.collection_id
LEFT JOIN LATERAL (
    SELECT r.reviewed_at, r.reviewed_by, r.remark, r.run_id
    FROM lookalike_internal.review r WHERE r.collection_id = c.collection_id
    ORDER BY r.review_id DESC LIMIT 1
) l ON true
LEFT JOIN LATERAL (
    SELECT min(k.due_on) AS due_on FROM lookalike_internal.disposal_day k
    WHERE k.collection_id = c.collection_id AND k.due_on > l.reviewed_at::date
) d ON true;
COMMENT ON VIEW lookalike_internal.collection_review IS 'The last review of each collection, and when the next review is due.';
COMMENT ON COLUMN lookalike_internal.collection_review.collection_id IS 'Number of the collection.';
COMMENT ON COLUMN lookalike_internal.collection_review.interval_days IS 'Days from one review to the next.';
COMMENT ON COLUMN lookalike_internal.collection_review.reviewed_at IS 'When it was last reviewed; null if never.';
COMMENT ON COLUMN lookalike_internal.collection_review.reviewed_by IS 'Name of the person who reviewed it last.';
COMMENT ON COLUMN lookalike_internal.collection_review.remark IS 'Remark of that person.';
COMMENT ON COLUMN lookalike_internal.collection_review.run_id IS 'The last scan that a review covers; 0 if the collection was never reviewed.';
COMMENT ON COLUMN lookalike_internal.collection_review.due IS 'When the next review is due: when its interval ends, or when a disposal becomes due after the last review.';

CREATE OR REPLACE VIEW lookalike.review_schedule AS
SELECT c.name AS collection,
       r.interval_days,
       r.reviewed_at AS last_review,
       r.reviewed_by AS last_reviewed_by,
       r.remark AS last_remark,
       r.due,
       r.due < current_date AS is_overdue,
       coalesce(n.images, 0) AS images,
       coalesce(n.new_images, 0) AS new_images,
       coalesce(n.changed_images, 0) AS changed_images,
       coalesce(n.bytes, 0) AS bytes_to_review,
       coalesce(d.due_images, 0)::bigint AS disposal_due,
       d.next_day AS next_disposal
FROM lookalike_internal.collection c
JOIN lookalike_internal.collection_review r ON r.collection_id = c.collection_id
LEFT JOIN (
    SELECT i.collection_id, count(*) AS images,
           count(*) FILTER (WHERE i.first_seen_run_id > o.run_id) AS new_images,
           count(*) FILTER (WHERE i.changed_run_id > o.run_id AND i.first_seen_run_id <= o.run_id) AS changed_images,
           (sum(i.byte_size) FILTER (WHERE greatest(i.first_seen_run_id, i.changed_run_id) > o.run_id))::bigint AS bytes
    FROM lookalike_internal.image i
    JOIN lookalike_internal.collection_review o ON o.collection_id = i.collection_id
    WHERE i.missing_since IS NULL
    GROUP BY i.collection_id
) n ON n.collection_id = c.collection_id
LEFT JOIN (
    SELECT k.collection_id,
           sum(k.images) FILTER (WHERE k.due_on <= t.as_of) AS due_images,
           min(k.due_on) FILTER (WHERE k.due_on > t.as_of) AS next_day
    FROM lookalike_internal.disposal_day k
    CROSS JOIN (SELECT lookalike_internal.get_as_of() AS as_of) t
    GROUP BY k.collection_id
) d ON d.collection_id = c.collection_id;
COMMENT ON VIEW lookalike.review_schedule IS 'When the next review of each collection is due, and how many images are new or changed since the last review.';
COMMENT ON COLUMN lookalike.review_schedule.collection IS 'The collection.';
COMMENT ON COLUMN lookalike.review_schedule.interval_days IS 'Days from one review to the next.';
COMMENT ON COLUMN lookalike.review_schedule.last_review IS 'When it was last reviewed; null if never.';
COMMENT ON COLUMN lookalike.review_schedule.last_reviewed_by IS 'Name of the person who reviewed it last.';
COMMENT ON COLUMN lookalike.review_schedule.last_remark IS 'Remark of that person.';
COMMENT ON COLUMN lookalike.review_schedule.due IS 'When the next review is due. A collection that was never reviewed is due since it was added. A disposal that becomes due makes the review due, too.';
COMMENT ON COLUMN lookalike.review_schedule.is_overdue IS 'Whether that day is over.';
COMMENT ON COLUMN lookalike.review_schedule.images IS 'Images in the collection.';
COMMENT ON COLUMN lookalike.review_schedule.new_images IS 'Images that came since the last review.';
COMMENT ON COLUMN lookalike.review_schedule.changed_images IS 'Images of that time whose content has changed.';
COMMENT ON COLUMN lookalike.review_schedule.bytes_to_review IS 'Bytes of the new and changed images.';
COMMENT ON COLUMN lookalike.review_schedule.disposal_due IS 'Images that are due by a disposal authority (view disposal_due).';
COMMENT ON COLUMN lookalike.review_schedule.next_disposal IS 'The next day on which images become due; null if no such day is known.';
