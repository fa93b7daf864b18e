-- The events: all of them, or those of the images, of the scans that read them, and of the plan.
SELECT e.event_id, to_char(e.happened_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS happened_at,
       e.action, e.event_type, e.done_by, e.object_type, e.object_id, e.outcome, e.detail
FROM lookalike_detail.event_log e
WHERE %(images)s::bigint[] IS NULL
   OR e.object_type = 'image' AND e.object_id = ANY (%(images)s::bigint[]::text[])
   OR e.object_type = 'plan' AND e.object_id = %(plan)s::integer::text
   OR e.object_type = 'run' AND e.object_id IN (
        SELECT i.changed_run_id::text FROM lookalike_internal.image i WHERE i.image_id = ANY (%(images)s::bigint[]))
ORDER BY e.event_id
