-- The names are from https://id.loc.gov/vocabulary/preservation/eventType. An action that has no
-- name of its own there gets the nearest.
CREATE OR REPLACE FUNCTION lookalike_internal.premis_type(action text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE action
    WHEN 'scan' THEN 'ingestion'
    WHEN 'embed' THEN 'forensic feature analysis'
    WHEN 'match' THEN 'forensic feature analysis'
    WHEN 'prove' THEN 'forensic feature analysis'
    WHEN 'cluster' THEN 'forensic feature analysis'
    WHEN 'lineage' THEN 'forensic feature analysis'
    WHEN 'classify' THEN 'appraisal'
    WHEN 'forget collection' THEN 'deaccession'
    WHEN 'set collection' THEN 'policy assignment'
    WHEN 'move collection' THEN 'filename change'
    WHEN 'import catalogue' THEN 'metadata modification'
    WHEN 'link entry' THEN 'metadata modification'
    WHEN 'unlink entry' THEN 'metadata modification'
    WHEN 'apply policy' THEN 'policy assignment'
    WHEN 'place hold' THEN 'policy assignment'
    WHEN 'release hold' THEN 'policy assignment'
    WHEN 'close matter' THEN 'policy assignment'
    WHEN 'decide' THEN 'appraisal'
    WHEN 'carry decisions' THEN 'appraisal'
    WHEN 'draw sample' THEN 'appraisal'
    WHEN 'complete review' THEN 'appraisal'
    WHEN 'propose quarantine' THEN 'appraisal'
    WHEN 'approve quarantine' THEN 'appraisal'
    WHEN 'withdraw quarantine' THEN 'appraisal'
    WHEN 'withhold' THEN 'appraisal'
    WHEN 'refuse' THEN 'appraisal'
    WHEN 'move' THEN 'quarantine'
    WHEN 'restore' THEN 'unquarantine'
END;
COMMENT ON FUNCTION lookalike_internal.premis_type(text) IS
    'The PREMIS event type of an action that the log knows; null for any other.';
