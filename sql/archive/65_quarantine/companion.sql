-- Companions are found on the disk, so the command line names them right after it proposed a plan.
CREATE OR REPLACE FUNCTION lookalike_internal.add_companions(plan_id integer, companions jsonb) RETURNS bigint
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    this_plan lookalike_internal.quarantine_plan;
    bad text;
    added bigint;
BEGIN
    this_plan := lookalike_internal.lock_plan(plan_id);
    IF this_plan.state <> 'proposed' THEN
        RAISE EXCEPTION 'plan "%" is %', this_plan.name, this_plan.state
            USING ERRCODE = 'object_not_in_prerequisite_state', DETAIL = 'Two people agree on its files, so its companions are named before that.',
                  HINT = lookalike_internal.next_step(this_plan);
    END IF;
    PERFORM lookalike_internal.check_seen(ARRAY(SELECT n.image_id FROM jsonb_to_recordset(companions) AS n (image_id bigint)));
    -- The name of an image with another suffix or with one more, in its folder; and never an image itself.
    SELECT n.path INTO bad
    FROM jsonb_to_recordset(companions) AS n (image_id bigint, path text)
    LEFT JOIN lookalike_internal.quarantine_item q ON q.plan_id = this_plan.plan_id AND q.image_id = n.image_id
    WHERE (lower(substring(n.path FROM '\.[^./]+$')) IN ('.xmp', '.aae', '.mov', '.mp4')
           AND n.path <> q.path
           AND regexp_replace(n.path, '\.[^./]+$', '') IN (q.path, regexp_replace(q.path, '\.[^./]+$', ''))
           AND NOT EXISTS (SELECT FROM lookalike_internal.image i WHERE i.collection_id = q.collection_id AND i.path = n.path)
          ) IS NOT TRUE
    ORDER BY n.path LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION '"%" cannot be a companion in plan "%"', bad, this_plan.name
            USING ERRCODE = 'invalid_parameter_value',
                  DETAIL = 'A companion has the name of an image of the plan and the suffix xmp, aae, mov or mp4, and is not an image.',
                  HINT = 'Leave it out, or name its image in a plan.';
    END IF;
    INSERT INTO lookalike_internal.companion (plan_id, image_id, path, byte_size, sha256, destination)
    SELECT this_plan.plan_id, n.image_id, n.path, n.byte_size, decode(n.sha256, 'hex'),
           CASE WHEN this_plan.destination IS NOT NULL
                THEN lookalike_internal.compose_destination(this_plan.destination, this_plan.plan_id, n.image_id, n.path) END
    FROM jsonb_to_recordset(companions) AS n (image_id bigint, path text, byte_size bigint, sha256 text);
    GET DIAGNOSTICS added = ROW_COUNT;
    -- A companion of files that do not all leave stays; it may belong to those.
    UPDATE lookalike_internal.companion c
    SET obstacle = format('"%s" may have it too, and stays.', s.sharer)
    FROM (SELECT n.image_id, n.path, min(h.sharer) AS sharer
          FROM jsonb_to_recordset(companions) AS n (image_id bigint, path text, shared_with text[])
          JOIN lookalike_internal.quarantine_item q ON q.plan_id = this_plan.plan_id AND q.image_id = n.image_id
          CROSS JOIN unnest(n.shared_with) AS h (sharer)
          WHERE NOT EXISTS (SELECT FROM lookalike_internal.quarantine_item o
                            WHERE o.plan_id = q.plan_id AND o.collection_id = q.collection_id AND o.path = h.sharer)
          GROUP BY n.image_id, n.path) s
    WHERE c.plan_id = this_plan.plan_id AND c.image_id = s.image_id AND c.path = s.path;
    RETURN added;
END
$$;
COMMENT ON FUNCTION lookalike_internal.add_companions(integer, jsonb) IS
    'Names the companions of the images of a proposed plan, as an array of image_id, path, byte_size, sha256 and shared_with (other files that may have it). Returns how many. One that a file which stays may have too stays.';

CREATE OR REPLACE FUNCTION lookalike_internal.leave_companion(plan_id integer, image_id bigint, path text, obstacle text) RETURNS void
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    this lookalike_internal.quarantine_item := lookalike_internal.lock_item(plan_id, image_id);
    this_obstacle text := lookalike_internal.confirm_reason(obstacle);
BEGIN
    PERFORM lookalike_internal.confirm_file(this, path);
    UPDATE lookalike_internal.companion c SET obstacle = this_obstacle
    WHERE c.plan_id = this.plan_id AND c.image_id = this.image_id AND c.path = leave_companion.path
      AND NOT EXISTS (SELECT FROM lookalike_internal.quarantine_journal t
                      WHERE t.plan_id = c.plan_id AND t.image_id = c.image_id AND t.path = c.path);
    IF NOT FOUND THEN
        PERFORM lookalike_internal.refuse_step(this, 'left without its companion');
    END IF;
END
$$;
COMMENT ON FUNCTION lookalike_internal.leave_companion(integer, bigint, text, text) IS
    'Records that a companion stays while its image leaves, and why. It must not have begun to move.';

CREATE OR REPLACE VIEW lookalike_detail.quarantine_companion AS
SELECT c.plan_id,
       c.image_id,
       c.path,
       rtrim(o.root, '/') || '/' || c.path AS source,
       c.destination,
       c.byte_size,
       encode(c.sha256, 'hex') AS sha256,
       CASE WHEN c.obstacle IS NOT NULL THEN 'stays' ELSE q.state END AS state,
       c.obstacle
FROM lookalike_internal.companion c
JOIN lookalike_internal.quarantine_item q ON q.plan_id = c.plan_id AND q.image_id = c.image_id
LEFT JOIN lookalike_internal.collection o ON o.collection_id = q.collection_id;
COMMENT ON VIEW lookalike_detail.quarantine_companion IS
    'The files that move with an image of a quarantine plan, and return with it: sidecar files and the film of a live photo.';
COMMENT ON COLUMN lookalike_detail.quarantine_companion.plan_id IS 'Number of the plan.';
COMMENT ON COLUMN lookalike_detail.quarantine_companion.image_id IS 'Number of the image.';
COMMENT ON COLUMN lookalike_detail.quarantine_companion.path IS 'Path relative to the folder of the collection.';
COMMENT ON COLUMN lookalike_detail.quarantine_companion.source IS 'Absolute path that the file leaves, and returns to; bytes that are not UTF-8 are written \xHH.';
COMMENT ON COLUMN lookalike_detail.quarantine_companion.destination IS 'Absolute path that the file goes to; null if the plan moves no files.';
COMMENT ON COLUMN lookalike_detail.quarantine_companion.byte_size IS 'Size of the file in bytes.';
COMMENT ON COLUMN lookalike_detail.quarantine_companion.sha256 IS 'SHA-256 of the file, in hexadecimal.';
COMMENT ON COLUMN lookalike_detail.quarantine_companion.state IS 'The state of its image; or stays, if it does not go with its image.';
COMMENT ON COLUMN lookalike_detail.quarantine_companion.obstacle IS 'Why it stays; null if it goes with its image.';

REVOKE EXECUTE ON FUNCTION
    lookalike_internal.add_companions(integer, jsonb),
    lookalike_internal.leave_companion(integer, bigint, text, text) FROM PUBLIC;
