-- Two passes over all events, without a loop in PL/pgSQL: the hashes, on several cores if there are,
-- and the links of the chain, in the order of the numbers.
CREATE OR REPLACE FUNCTION lookalike.verify_log(expected_head text DEFAULT NULL)
    RETURNS TABLE (is_intact boolean, events bigint, head text, first_break text, event_id bigint, explanation text)
    LANGUAGE plpgsql STABLE
    SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    wanted bytea;
    changed bigint;
    link record;
    expected_id bigint;
BEGIN
    IF expected_head !~* '^\s*[0-9a-f]{64}\s*$' THEN
        RAISE EXCEPTION '"%" is not the head of an event log', expected_head
            USING ERRCODE = 'invalid_parameter_value',
                  DETAIL = 'The head is a SHA-256: 64 hexadecimal digits.',
                  HINT = 'Give the head that an earlier lookalike verify log printed.';
    END IF;
    wanted := decode(expected_head, 'hex');

    SELECT count(*), min(e.event_id) FILTER (WHERE e.hash <> lookalike_internal.hash_event(e))
    INTO events, changed
    FROM lookalike_internal.event e;
    SELECT l.* INTO link
    FROM (
        SELECT e.event_id, e.previous_hash,
               lag(e.event_id, 1, 0::bigint) OVER w AS last_id, lag(e.hash) OVER w AS last_hash
        FROM lookalike_internal.event e
        WINDOW w AS (ORDER BY e.event_id)
    ) l
    WHERE l.event_id <> l.last_id + 1 OR l.previous_hash IS DISTINCT FROM l.last_hash
    ORDER BY l.event_id LIMIT 1;

    IF link.event_id > link.last_id + 1 AND (changed IS NULL OR changed > link.last_id) THEN
        first_break := 'missing row';
        event_id := link.last_id + 1;
        explanation := format(
            CASE WHEN link.event_id - link.last_id = 2 THEN 'Event %s is gone: the next event is %3$s.'
                 ELSE 'Events %s to %s are gone: the next event is %s.' END,
            event_id, link.event_id - 1, link.event_id);
    ELSIF changed IS NOT NULL AND (link.event_id IS NULL OR changed <= link.event_id) THEN
        first_break := 'changed row';
        event_id := changed;
        explanation := format('Event %s does not have the hash with which it was sealed: it '
                              'was changed after it was written.', changed);
    ELSIF link.event_id <= link.last_id THEN
        first_break := 'foreign row';
        event_id := link.event_id;
        explanation := format('A row with the number %s was inserted: event %s must be followed by event %s.',
                              link.event_id, link.last_id, link.last_id + 1);
    ELSIF link.event_id IS NOT NULL THEN
        first_break := 'broken link';
        event_id := link.event_id;
        explanation := format('Event %s was sealed with another event %s than the log has now: that event, or all from '
                              'event %s on, were written again.',
                              link.event_id, link.last_id, link.event_id);
    ELSIF wanted IS NOT NULL THEN
        SELECT e.event_id INTO expected_id FROM lookalike_internal.event e WHERE e.hash = wanted;
        IF NOT FOUND THEN
            first_break := 'wrong head';
            explanation := 'The chain holds together, but no event has the hash that was kept: events were cut off at '
                           'the end, or the log was written again.';
        ELSE
            explanation := format('Event %s has the hash that was kept; events since: %s.', expected_id, events - expected_id);
        END IF;
    END IF;
    is_intact := first_break IS NULL;
    IF is_intact THEN
        SELECT encode(e.hash, 'hex') INTO head FROM lookalike_internal.event e ORDER BY e.event_id DESC LIMIT 1;
        explanation := coalesce(explanation, 'Each event has the hash with which it was sealed, and '
                                             'follows from the event before.');
    END IF;
    RETURN NEXT;
END
$$;
COMMENT ON FUNCTION lookalike.verify_log(text) IS
    'Checks the event log, and names the first break: changed row, missing row, foreign row, broken link, '
    'or wrong head (no event has the expected head, which an earlier call returned).';
