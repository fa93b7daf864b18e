-- Locks of stages are rows, which only functions of the archive can take.
CREATE TABLE lookalike_internal.stage_lock (
    name text NOT NULL,
    key integer NOT NULL,
    holder text,
    pid integer,
    token integer,
    taken_at timestamptz,
    CONSTRAINT stage_lock_pkey PRIMARY KEY (name, key),
    CONSTRAINT stage_lock_held_check CHECK (num_nonnulls(holder, pid, token, taken_at) IN (0, 4))
);
COMMENT ON TABLE lookalike_internal.stage_lock IS 'Locks that stages hold. A row is free if its holder is null, or if the session of its holder has ended.';
COMMENT ON COLUMN lookalike_internal.stage_lock.name IS 'Stage, scan, quarantine: what is locked.';
COMMENT ON COLUMN lookalike_internal.stage_lock.key IS 'Number of the collection or of the plan; 0 for a stage of the whole archive.';
COMMENT ON COLUMN lookalike_internal.stage_lock.holder IS 'Role that was connected when it took the lock; null while the lock is free.';
COMMENT ON COLUMN lookalike_internal.stage_lock.pid IS 'Process of the server that took the lock.';
COMMENT ON COLUMN lookalike_internal.stage_lock.token IS 'Key of the advisory lock that this process has as long as it is there.';
COMMENT ON COLUMN lookalike_internal.stage_lock.taken_at IS 'When it took the lock.';
DROP FUNCTION IF EXISTS lookalike_internal.unlock_stage(text);
