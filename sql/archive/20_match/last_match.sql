CREATE OR REPLACE VIEW lookalike_internal.last_match AS
SELECT (r.settings->>'radius')::integer AS radius, (r.settings->>'threshold')::integer AS threshold
FROM lookalike_internal.run r
WHERE r.stage = 'match' AND r.state = 'finished'
ORDER BY r.run_id DESC LIMIT 1;
COMMENT ON VIEW lookalike_internal.last_match IS
    'The settings of the last finished match, which may differ from the settings now.';
COMMENT ON COLUMN lookalike_internal.last_match.radius IS 'Most bits in which two 64-bit hashes differed.';
COMMENT ON COLUMN lookalike_internal.last_match.threshold IS 'Most bits in which the 256-bit hashes of an accepted pair differed.';
