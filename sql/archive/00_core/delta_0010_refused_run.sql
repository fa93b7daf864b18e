-- A scan that stopped because many images were gone is not an interrupted one.
ALTER TABLE lookalike_internal.run
    DROP CONSTRAINT run_state_check,
    DROP CONSTRAINT run_finished_check,
    ADD CONSTRAINT run_state_check CHECK (state IN ('running', 'finished', 'refused')),
    ADD CONSTRAINT run_finished_check CHECK ((state = 'running') = (finished_at IS NULL));
COMMENT ON COLUMN lookalike_internal.run.state IS
    'running, finished, or refused: a scan that stopped because many images were gone. A run that was interrupted stays running and is resumed.';
COMMENT ON COLUMN lookalike_internal.run.finished_at IS 'When it ended; null while it runs.';
