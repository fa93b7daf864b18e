-- Archives that share a folder for quarantine do not share names in it.
ALTER TABLE lookalike_internal.installation ADD COLUMN archive_id uuid NOT NULL DEFAULT gen_random_uuid();
COMMENT ON COLUMN lookalike_internal.installation.archive_id IS
    'Identity of this archive. Names in quarantine carry it, so that archives can share a folder.';
