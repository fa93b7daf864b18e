-- Whether work waits for a stage. SECURITY DEFINER: a role that does not see what is restricted is told so, too; nothing more
-- comes out than yes or no. Only EXISTS: commands ask this before and after all that they do.
CREATE OR REPLACE FUNCTION lookalike_internal.has_work(stage text, since timestamptz) RETURNS boolean
    LANGUAGE sql STABLE
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
RETURN CASE stage
    WHEN 'match' THEN EXISTS (SELECT FROM lookalike_internal.unmatched_image)
    -- Parts are kept until pairs are proposed by them. Proving leaves out what a decision settled, until it is taken back.
    WHEN 'prove' THEN EXISTS (SELECT FROM lookalike_internal.embedding_part)
                      OR EXISTS (SELECT FROM lookalike_internal.decision d
                                 WHERE d.undoes IS NOT NULL AND d.pixel_digest_b IS NOT NULL AND d.decided_at > since)
    WHEN 'cluster' THEN EXISTS (SELECT FROM lookalike_internal.unclustered)
    WHEN 'lineage' THEN EXISTS (SELECT FROM lookalike_internal.untraced u
                                JOIN lookalike_internal.cluster_member m ON m.image_id = u.image_id)
    WHEN 'classify' THEN EXISTS (SELECT FROM lookalike_internal.unclassified)
                         OR EXISTS (SELECT FROM lookalike_internal.retention_class k
                                    WHERE k.changes_on <= (now() AT TIME ZONE 'UTC')::date)
    ELSE false END;
COMMENT ON FUNCTION lookalike_internal.has_work(text, timestamptz) IS
    'Whether images, decisions or days wait for a stage that finished last at this time. Restricted images count for every role.';

-- Whether clusters, lineages and classes show all that has happened.
CREATE OR REPLACE VIEW lookalike_detail.stage_state AS
WITH last AS (
    SELECT DISTINCT ON (r.stage) r.stage, r.finished_at, r.settings
    FROM lookalike_internal.run r
    WHERE r.state = 'finished' AND r.stage <> 'scan'
    ORDER BY r.stage, r.run_id DESC
), news AS (
    SELECT max(r.finished_at) AS scanned_at
    FROM lookalike_internal.run r
    WHERE r.stage = 'scan' AND r.state = 'finished'
      AND coalesce((r.counts->>'new')::bigint, 0) + coalesce((r.counts->>'changed')::bigint, 0) > 0
), today AS (
    SELECT d.today, lookalike_internal.classify_settings(d.today) AS settings
    FROM (SELECT (now() AT TIME ZONE 'UTC')::date AS today) d
)
SELECT s.stage,
       CASE WHEN l.stage IS NULL THEN 'never run'
            WHEN CASE
                     WHEN s.stage IN ('match', 'cluster', 'lineage') THEN false
                     WHEN s.stage = 'classify' THEN l.settings - 'as_of' IS DISTINCT FROM t.settings - 'as_of'
                                          OR l.settings->'as_of' IS DISTINCT FROM t.settings->'as_of'
                                             AND lookalike_internal.names_fact(
                                                 lookalike.rules_of(lookalike.policy_in_use()), 'as_of')
                     ELSE n.scanned_at > l.finished_at END
                 OR lookalike_internal.has_work(s.stage, l.finished_at)
            THEN 'behind' ELSE 'up to date' END AS state,
       l.finished_at,
       'lookalike ' || s.stage AS command,
       s.makes
FROM unnest(ARRAY['encode', 'match', 'prove', 'embed', 'cluster', 'lineage', 'classify'],
            ARRAY['local codes', 'pairs', 'proofs', 'embeddings', 'clusters', 'lineages', 'classes']) WITH ORDINALITY AS s (stage, makes, place)
CROSS JOIN news n
CROSS JOIN today t
LEFT JOIN last l ON l.stage = s.stage
ORDER BY s.place;
COMMENT ON VIEW lookalike_detail.stage_state IS
    'Whether each stage after the scan has seen all that was scanned, decided and moved. If a stage is behind, its results and those of the stages after it are as of finished_at.';
COMMENT ON COLUMN lookalike_detail.stage_state.stage IS 'The stage, in the order in which stages run: encode, match, prove, embed, cluster, lineage, classify.';
COMMENT ON COLUMN lookalike_detail.stage_state.state IS 'up to date, behind, or never run. Files that cannot be read keep lineage behind. A quick audit does not run encode, embed, prove and lineage.';
COMMENT ON COLUMN lookalike_detail.stage_state.finished_at IS 'When the stage last finished; null if it never did.';
COMMENT ON COLUMN lookalike_detail.stage_state.command IS 'The command that brings the stage up to date.';
COMMENT ON COLUMN lookalike_detail.stage_state.makes IS 'What the stage makes: local codes, pairs, proofs, embeddings, clusters, lineages or classes.';
