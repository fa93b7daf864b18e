ALTER TABLE lookalike_internal.run DROP CONSTRAINT run_stage_check;
ALTER TABLE lookalike_internal.run ADD CONSTRAINT run_stage_check CHECK (
        stage IN ('scan', 'encode', 'embed', 'match', 'prove', 'cluster', 'lineage', 'classify'));
COMMENT ON COLUMN lookalike_internal.run.stage IS 'scan, encode, embed, match, prove, cluster, lineage or classify.';
