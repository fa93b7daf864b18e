-- Called at the end of each install, in its transaction.
CREATE OR REPLACE FUNCTION lookalike_internal.record_installation(version text, mode text, source_digest text)
    RETURNS void
    LANGUAGE sql
BEGIN ATOMIC
    INSERT INTO lookalike_internal.installation AS i (version, mode, source_digest)
    VALUES ($1, $2, $3)
    ON CONFLICT (is_only) DO UPDATE
    SET version = excluded.version,
        mode = excluded.mode,
        source_digest = excluded.source_digest,
        installed_at = now();
END;
COMMENT ON FUNCTION lookalike_internal.record_installation(text, text, text) IS
    'Records what `lookalike install` has installed; not to be called by hand.';
