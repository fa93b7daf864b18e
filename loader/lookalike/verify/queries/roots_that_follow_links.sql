-- Folders of collections whose last scan followed symbolic links.
SELECT c.root
FROM lookalike_internal.collection c
CROSS JOIN LATERAL (
    SELECT r.settings FROM lookalike_internal.run r
    WHERE r.collection_id = c.collection_id AND r.stage = 'scan'
    ORDER BY r.run_id DESC LIMIT 1
) r
WHERE r.settings #>> '{limits,follow_symlinks}' = 'true'
