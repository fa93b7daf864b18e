-- Clusters and classes of the copies in pg_temp.copy, as stages cluster and classify would write them: each original with
-- its copies is a cluster. Triggers are off, so queues stay empty.
INSERT INTO lookalike_internal.run (stage, state, finished_at) VALUES ('cluster', 'finished', now()), ('classify', 'finished', now());
INSERT INTO lookalike_internal.cluster (cluster_id, images, created_run_id)
SELECT c.original_id, count(*) + 1, (SELECT max(r.run_id) FROM lookalike_internal.run r WHERE r.stage = 'cluster')
FROM pg_temp.copy c WHERE c.kind <> 'possible' GROUP BY c.original_id;
INSERT INTO lookalike_internal.cluster_member (image_id, cluster_id)
SELECT c.image_id, c.original_id FROM pg_temp.copy c WHERE c.kind <> 'possible'
UNION ALL
SELECT c.cluster_id, c.cluster_id FROM lookalike_internal.cluster c;
INSERT INTO lookalike_internal.retention_class (image_id, class, rule, reason, policy_id, run_id, disposition)
SELECT i.image_id, k.class, 'made up', 'Made up, in as many words as a reason has: ' || i.path, lookalike.policy_in_use(), 1,
       CASE WHEN k.class IN ('derivative', 'possible duplicate', 'original undetermined') THEN 'review'
            WHEN k.class = 'identical copy' THEN 'quarantine' ELSE 'retain' END
FROM lookalike_internal.image i
LEFT JOIN pg_temp.copy c ON c.image_id = i.image_id
CROSS JOIN LATERAL (
    SELECT CASE WHEN c.kind IN ('bytes', 'pixels') THEN 'identical copy'
                WHEN c.kind = 'possible' THEN 'possible duplicate'
                WHEN c.kind IS NOT NULL AND c.original_id % 20 = 0 THEN 'original undetermined'
                WHEN c.kind IS NOT NULL THEN 'derivative'
                WHEN EXISTS (SELECT FROM lookalike_internal.cluster_member m WHERE m.image_id = i.image_id)
                    THEN 'archival master'
                ELSE 'unique' END AS class) k;
