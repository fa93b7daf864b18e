-- An event names images and entries by numbers, paths and digests, and folders by paths and collections. Each is looked up by itself: there may be many events, and
-- many hidden images.
CREATE OR REPLACE FUNCTION lookalike_internal.names_hidden(object_type text, object_id text, detail jsonb) RETURNS boolean
    LANGUAGE sql STABLE
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    WITH member AS MATERIALIZED (
        SELECT m->>'key' AS key, m->'value' #>> '{}' AS value
        FROM jsonb_path_query(detail, '$.** ? (@.type() == "object").keyvalue()') m
        UNION ALL
        SELECT object_type || '_id', object_id
    ), number AS MATERIALIZED (
        SELECT m.key ~ 'image_id$' AS is_image, m.value::bigint AS number
        FROM member m WHERE m.key ~ '(image|entry)_id$' AND m.value ~ '^[0-9]{1,18}$'
    ), word AS MATERIALIZED (
        SELECT DISTINCT v #>> '{}' AS word FROM jsonb_path_query(detail, '$.** ? (@.type() == "string")') v
    )
    SELECT object_type = 'restriction'
        OR object_type = 'hold' AND EXISTS (SELECT FROM lookalike_internal.hidden_hold h WHERE h.hold_id::text = object_id)
        OR EXISTS (SELECT FROM member m JOIN lookalike_internal.active_restriction r
                     ON lookalike_internal.is_below(m.value, r.folder)
                   JOIN lookalike_internal.collection c ON c.collection_id = r.collection_id
                   WHERE m.key ~ '(^|_)path$' AND EXISTS (SELECT FROM word w WHERE w.word = c.name))
        OR EXISTS (SELECT FROM number n WHERE n.is_image AND EXISTS (
               SELECT FROM lookalike_internal.hidden_image h WHERE h.image_id = n.number))
        OR EXISTS (SELECT FROM number n WHERE NOT n.is_image AND EXISTS (
               SELECT FROM lookalike_internal.hidden_entry h WHERE h.entry_id = n.number))
        OR EXISTS (SELECT FROM word w WHERE EXISTS (
               SELECT FROM lookalike_internal.restricted_image r
               WHERE r.path = w.word AND (r.until IS NULL OR r.until >= current_date)))
        OR EXISTS (SELECT FROM word w
                   WHERE CASE WHEN w.word ~ '^[0-9a-f]{64}$' THEN lookalike_internal.is_hidden_digest(decode(w.word, 'hex')) END);
END;
COMMENT ON FUNCTION lookalike_internal.names_hidden(text, text, jsonb) IS
    'Whether an event tells of what is hidden: of a restriction, of a hidden image or entry by its number, path, pixels or bytes, of a restricted folder, or of a hold that names a hidden image.';

-- With the rights of the owner: roles that may not see what is restricted have no right to read the table. No row is left
-- out, so the view needs no barrier, and its columns keep their indexes.
CREATE OR REPLACE VIEW lookalike_detail.event_log AS
SELECT e.event_id, e.happened_at, e.action, e.event_type, e.done_by, e.database_role, e.object_type, e.object_id,
       e.outcome,
       CASE WHEN (SELECT lookalike_internal.sees_restricted() OR NOT lookalike_internal.is_restricting())
                 OR NOT lookalike_internal.names_hidden(e.object_type, e.object_id, e.detail)
            THEN e.detail::text END AS detail,
       encode(e.previous_hash, 'hex') AS previous_hash,
       encode(e.hash, 'hex') AS hash
FROM lookalike_internal.event e;
COMMENT ON VIEW lookalike_detail.event_log IS
    'What was done in the archive, in PREMIS terms: the log that lookalike verify log proves.';
COMMENT ON COLUMN lookalike_detail.event_log.event_id IS 'Number of the event, from 1, without gaps.';
COMMENT ON COLUMN lookalike_detail.event_log.happened_at IS 'When the event was written.';
COMMENT ON COLUMN lookalike_detail.event_log.action IS 'What was done, in the words of Lookalike: scan, decide, place hold, ...';
COMMENT ON COLUMN lookalike_detail.event_log.event_type IS 'What was done, in the words of PREMIS (id.loc.gov/vocabulary/preservation/eventType) where it has a word. A scan has two, with a semicolon between them.';
COMMENT ON COLUMN lookalike_detail.event_log.done_by IS 'Who did it: a person, or, of a stage, the role that ran it.';
COMMENT ON COLUMN lookalike_detail.event_log.database_role IS 'The role that was connected.';
COMMENT ON COLUMN lookalike_detail.event_log.object_type IS 'What it was done to: run, image, hold, policy, plan, ...';
COMMENT ON COLUMN lookalike_detail.event_log.object_id IS 'Number or name of that object.';
COMMENT ON COLUMN lookalike_detail.event_log.outcome IS 'How it ended; usually success.';
COMMENT ON COLUMN lookalike_detail.event_log.detail IS 'More about it, as JSON; null where the event tells of what is restricted and the reader may not see.';
COMMENT ON COLUMN lookalike_detail.event_log.previous_hash IS
    'Hash of the event before, in hexadecimal; null for the first event.';
COMMENT ON COLUMN lookalike_detail.event_log.hash IS 'SHA-256 over the hash of the event before and this row, in hexadecimal.';
