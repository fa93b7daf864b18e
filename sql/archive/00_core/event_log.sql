CREATE OR REPLACE VIEW lookalike.event_log AS
SELECT e.event_id, e.happened_at, e.action, e.event_type, e.done_by, e.database_role, e.object_type, e.object_id,
       e.outcome, e.detail::text AS detail, encode(e.previous_hash, 'hex') AS previous_hash,
       encode(e.hash, 'hex') AS hash
FROM lookalike_internal.event e;
COMMENT ON VIEW lookalike.event_log IS
    'What was done in the archive, in PREMIS terms: the log that lookalike verify log proves.';
COMMENT ON COLUMN lookalike.event_log.event_id IS 'Number of the event, from 1, without gaps.';
COMMENT ON COLUMN lookalike.event_log.happened_at IS 'When the event was written.';
COMMENT ON COLUMN lookalike.event_log.action IS 'What was done, in the words of Lookalike: scan, decide, place hold, ...';
COMMENT ON COLUMN lookalike.event_log.event_type IS 'What was done, in the words of PREMIS (id.loc.gov/vocabulary/preservation/eventType) where it has a word. A scan has two, with a semicolon between them.';
COMMENT ON COLUMN lookalike.event_log.done_by IS 'Who did it: a person, or, of a stage, the role that ran it.';
COMMENT ON COLUMN lookalike.event_log.database_role IS 'The role that was connected.';
COMMENT ON COLUMN lookalike.event_log.object_type IS 'What it was done to: run, image, hold, policy, plan, ...';
COMMENT ON COLUMN lookalike.event_log.object_id IS 'Number or name of that object.';
COMMENT ON COLUMN lookalike.event_log.outcome IS 'How it ended; usually success.';
COMMENT ON COLUMN lookalike.event_log.detail IS 'More about it, as JSON.';
COMMENT ON COLUMN lookalike.event_log.previous_hash IS
    'Hash of the event before, in hexadecimal; null for the first event.';
COMMENT ON COLUMN lookalike.event_log.hash IS 'SHA-256 over the hash of the event before and this row, in hexadecimal.';
