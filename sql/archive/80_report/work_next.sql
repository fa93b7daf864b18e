-- What a person can do next: commands end with a row of this view. It leaves out those kinds of open work that take long to
-- count: their names are constants, so the planner drops their branches of open_work.
CREATE OR REPLACE VIEW lookalike_detail.next_step AS
WITH stage AS (
    SELECT s.state, s.command, s.makes, row_number() OVER () AS place FROM lookalike_detail.stage_state s
), disposition AS MATERIALIZED (
    SELECT d.disposition, d.images FROM lookalike_detail.disposition_count d
)
SELECT n.area, n.step, n.items, n.command
FROM (
    SELECT 1 AS place, 0::bigint AS turn, 'archive' AS area, 'There is no collection yet' AS step, 0::bigint AS items,
           'lookalike audit FOLDER' AS command
    WHERE NOT EXISTS (SELECT FROM lookalike_internal.collection)
    UNION ALL
    -- Stages that are behind; before the first classification, also those that never ran. A quick audit leaves some out for good.
    SELECT 2, 0, 'stage',
           CASE WHEN b.is_first THEN format('There are no %s yet', split_part(b.made, ', ', 1))
                ELSE upper(left(b.made, 1)) || regexp_replace(substr(b.made, 2), ', ([^,]+)$', ' and \1')
                     || ' do not show everything yet' END,
           b.stages, CASE WHEN b.is_first THEN split_part(b.commands, ' && ', 1) ELSE b.commands END
    FROM (
        SELECT count(*) AS stages, string_agg(s.command, ' && ' ORDER BY s.place) AS commands,
               bool_and(s.state = 'never run') AS is_first,
               string_agg(s.makes, ', ' ORDER BY s.place) AS made
        FROM stage s
        WHERE s.state = 'behind'
           OR s.state = 'never run'
              AND s.place > coalesce((SELECT max(o.place) FROM stage o WHERE o.state <> 'never run'), 0)
    ) b
    WHERE b.stages > 0 AND EXISTS (SELECT FROM lookalike_internal.image)
    UNION ALL
    SELECT 3, row_number() OVER (),
           CASE WHEN w.work ~ 'hold' THEN 'hold' WHEN w.work ~ 'collection' THEN 'collection' ELSE 'plan' END,
           format('Waits for people: %s, %s', to_char(w.items, 'FM999,999,999,999'), w.work), w.items, w.command
    FROM lookalike_detail.open_work w
    WHERE w.work NOT LIKE 'case in the queue%'
      AND w.work NOT IN ('entry without an image', 'file that could not be audited', 'collection to review')
    UNION ALL
    SELECT 4, q.place, 'plan',
           CASE q.images WHEN 1 THEN format('1 image %s, unless a guard keeps it', q.fate)
                ELSE format('%s images %s, unless a guard keeps them', to_char(q.images, 'FM999,999,999,999'), q.fate) END,
           q.images, q.command
    FROM (
        -- Those that no plan has yet: the files of plans are fewer than all images.
        SELECT w.place, w.fate, w.command,
               d.images - (SELECT count(DISTINCT i.image_id)
                           FROM lookalike_internal.quarantine_item t
                           JOIN lookalike_internal.present_image i ON i.image_id = t.image_id
                           JOIN lookalike_internal.retention_class k ON k.image_id = t.image_id
                           WHERE k.disposition = d.disposition
                             AND (t.state IN ('approved', 'moving', 'moved', 'restoring', 'handing over')
                                  OR t.state = 'transferred' AND t.sha256 = i.sha256)) AS images
        FROM disposition d
        JOIN (VALUES (1, 'quarantine', 'may be set aside', 'lookalike quarantine propose'),
                     (2, 'transfer', 'may go to another keeper', 'lookalike quarantine transfer')
        ) w (place, disposition, fate, command) ON w.disposition = d.disposition
    ) q
    WHERE q.images > 0
    UNION ALL
    SELECT 5, 0, 'review',
           CASE d.images WHEN 1 THEN '1 image waits' ELSE to_char(d.images, 'FM999,999,999,999') || ' images wait' END
           || ' for people to decide', d.images, 'lookalike review queue'
    FROM disposition d WHERE d.disposition = 'review' AND d.images > 0
    UNION ALL
    SELECT 6, 0, 'archive', 'Nothing is behind', 0, 'lookalike status'
    WHERE EXISTS (SELECT FROM lookalike_internal.collection)
) n
ORDER BY n.place, n.turn;
COMMENT ON VIEW lookalike_detail.next_step IS 'What a person can do next, the most urgent first. Commands that change something end with a row of it. View open_work lists all that waits for people, also what takes long to count.';
COMMENT ON COLUMN lookalike_detail.next_step.area IS 'What the step is about: archive, stage, hold, plan or review.';
COMMENT ON COLUMN lookalike_detail.next_step.step IS 'Why the step is next, in words.';
COMMENT ON COLUMN lookalike_detail.next_step.items IS 'How many things it is about.';
COMMENT ON COLUMN lookalike_detail.next_step.command IS 'The command to run.';
