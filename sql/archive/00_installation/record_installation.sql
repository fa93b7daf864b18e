-- Called at the end of each install, in its transaction.
CREATE OR REPLACE FUNCTION lookalike.record_installation(version text, mode text, source_digest text)
    RETURNS void
    LANGUAGE sql
BEGIN ATOMIC
    INSERT INTO lookalike.installation AS i (version, mode, source_digest)
    VALUES ($1, $2, $3)
    ON CONFLICT (is_only) DO UPDATE
    SET version = excluded.version,
        mode = excluded.mode,
        source_digest = excluded.source_digest,
        installed_at = now();
END;

COMMENT ON FUNCTION lookalike.record_installation(text, text, text) IS
    'Notes what `lookalike install` has installed; not meant to be called by hand.';
COMMENT ON TABLE lookalike.installation IS
    'What is installed in this database: one row, written by `lookalike install`.';
COMMENT ON COLUMN lookalike.installation.is_only IS 'Always true: there is one row.';
COMMENT ON COLUMN lookalike.installation.version IS 'Version of lookalike that installed.';
COMMENT ON COLUMN lookalike.installation.mode IS
    'How the stateless functions came: as "extension", or "loose" where that is not possible.';
COMMENT ON COLUMN lookalike.installation.source_digest IS
    'SHA-256 of all SQL sources; another one means that an install has something to do.';
COMMENT ON COLUMN lookalike.installation.installed_at IS 'When the last install changed something.';
